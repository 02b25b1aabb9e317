package mailstead.imap.server;

import mailstead.imap.codec.Command;
import mailstead.imap.codec.Numbering;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;

/** Which commands name messages by sequence numbers (RFC 9586 section 3.1). */
final class SequenceNumbers {

    private SequenceNumbers() {}

    static boolean areIn(Command command) {
        return switch (command) {
            case Command.Fetch fetch -> are(fetch.numbering(), fetch.messages());
            case Command.Store store -> are(store.numbering(), store.messages());
            case Command.Copy copy -> are(copy.numbering(), copy.messages());
            case Command.Move move -> are(move.numbering(), move.messages());
            case Command.Replace replace -> are(replace.numbering(), replace.message());
            case Command.Search search -> areIn(search.numbering(), search.key());
            case Command.Sort sort -> areIn(sort.numbering(), sort.key());
            case Command.ThreadMessages thread -> areIn(thread.numbering(), thread.key());
            case Command.MultiSearch search -> Keys.hasNumbers(search.key());
            case Command.Capability _,
                    Command.Noop _,
                    Command.Logout _,
                    Command.Id _,
                    Command.StartTls _,
                    Command.Authenticate _,
                    Command.Login _,
                    Command.Enable _,
                    Command.Select _,
                    Command.Examine _,
                    Command.Create _,
                    Command.Delete _,
                    Command.Rename _,
                    Command.Subscribe _,
                    Command.Unsubscribe _,
                    Command.ListMailboxes _,
                    Command.Lsub _,
                    Command.Namespace _,
                    Command.Status _,
                    Command.Append _,
                    Command.Idle _,
                    Command.Compress _,
                    Command.GetQuota _,
                    Command.GetQuotaRoot _,
                    Command.SetQuota _,
                    Command.GetAcl _,
                    Command.SetAcl _,
                    Command.DeleteAcl _,
                    Command.ListRights _,
                    Command.MyRights _,
                    Command.GetMetadata _,
                    Command.SetMetadata _,
                    Command.Unauthenticate _,
                    Command.NotifyNone _,
                    Command.NotifySet _,
                    Command.UnknownEvent _,
                    Command.Close _,
                    Command.Unselect _,
                    Command.Check _,
                    Command.Expunge _,
                    Command.UidExpunge _,
                    Command.UnknownCharset _,
                    Command.Malformed _ ->
                    false;
        };
    }

    /** {@code $} stands for messages, however they are called. */
    private static boolean are(Numbering numbering, SequenceSet set) {
        return numbering == Numbering.SEQUENCE && !(set instanceof SequenceSet.Saved);
    }

    private static boolean areIn(Numbering numbering, SearchKey key) {
        return numbering == Numbering.SEQUENCE || Keys.hasNumbers(key);
    }
}

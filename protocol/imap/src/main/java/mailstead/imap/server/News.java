package mailstead.imap.server;

import java.time.Duration;
import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Numbering;

/**
 * What a client is told after a command of what happened meanwhile. Immutable.
 *
 * @param ageMax how long ago this node may have asked
 */
record News(Duration ageMax, Telling telling) {

    /**
     * Empty after commands that have told everything, or have left the folder.
     *
     * @param newsWithin how old news may be when nobody asked for them
     */
    static Optional<News> after(Command command, Duration newsWithin) {
        return switch (command) {
            case Command.Noop _, Command.Check _ ->
                    Optional.of(new News(Duration.ZERO, Telling.EVERYTHING));
            case Command.Fetch fetch -> after(fetch.numbering(), newsWithin);
            case Command.Store store -> after(store.numbering(), newsWithin);
            case Command.Search search -> after(search.numbering(), newsWithin);
            case Command.Sort sort -> after(sort.numbering(), newsWithin);
            case Command.ThreadMessages thread -> after(thread.numbering(), newsWithin);
            case Command.Select _,
                    Command.Examine _,
                    Command.Idle _,
                    Command.Logout _,
                    Command.Close _,
                    Command.Unselect _,
                    Command.Unauthenticate _,
                    Command.Malformed _ ->
                    Optional.empty();
            case Command.Capability _,
                    Command.Id _,
                    Command.StartTls _,
                    Command.Authenticate _,
                    Command.Login _,
                    Command.Enable _,
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
                    Command.NotifyNone _,
                    Command.NotifySet _,
                    Command.UnknownEvent _,
                    Command.MultiSearch _,
                    Command.Expunge _,
                    Command.UidExpunge _,
                    Command.UnknownCharset _,
                    Command.Copy _,
                    Command.Move _,
                    Command.Replace _ ->
                    Optional.of(new News(newsWithin, Telling.EVERYTHING));
        };
    }

    /** RFC 9051 section 7.5.1: no removals while numbers are in use. */
    private static Optional<News> after(Numbering numbering, Duration newsWithin) {
        return Optional.of(
                new News(
                        newsWithin,
                        numbering == Numbering.UID ? Telling.EVERYTHING : Telling.NO_REMOVALS));
    }
}

package mailstead.imap.server;

import mailstead.imap.codec.Command;

/** Which commands change something that a client may want to hear of (RFC 5465 section 5). */
final class Changes {

    private Changes() {}

    static boolean areIn(Command command) {
        return switch (command) {
            case Command.Create _,
                    Command.Delete _,
                    Command.Rename _,
                    Command.Subscribe _,
                    Command.Unsubscribe _,
                    Command.SetMetadata _,
                    Command.SetAcl _,
                    Command.DeleteAcl _,
                    Command.Append _,
                    Command.Copy _,
                    Command.Move _,
                    Command.Replace _ ->
                    true;
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
                    Command.ListMailboxes _,
                    Command.Lsub _,
                    Command.Namespace _,
                    Command.Status _,
                    Command.Idle _,
                    Command.Compress _,
                    Command.GetQuota _,
                    Command.GetQuotaRoot _,
                    Command.SetQuota _,
                    Command.GetAcl _,
                    Command.ListRights _,
                    Command.MyRights _,
                    Command.GetMetadata _,
                    Command.Unauthenticate _,
                    Command.NotifyNone _,
                    Command.NotifySet _,
                    Command.UnknownEvent _,
                    Command.MultiSearch _,
                    Command.Close _,
                    Command.Unselect _,
                    Command.Check _,
                    Command.Expunge _,
                    Command.UidExpunge _,
                    Command.Search _,
                    Command.Sort _,
                    Command.ThreadMessages _,
                    Command.UnknownCharset _,
                    Command.Fetch _,
                    Command.Store _,
                    Command.Malformed _ ->
                    false;
        };
    }
}

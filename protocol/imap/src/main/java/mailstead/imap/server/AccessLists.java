package mailstead.imap.server;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;

/** GETACL, SETACL, DELETEACL, LISTRIGHTS and MYRIGHTS (RFC 4314 section 3). */
final class AccessLists {

    private final Client client;
    private final UserMailboxes mailboxes;

    AccessLists(Client client, UserMailboxes mailboxes) {
        this.client = client;
        this.mailboxes = mailboxes;
    }

    Answer answer(Command.OfRights command) throws MailException, IOException {
        return switch (command) {
            case Command.GetAcl getAcl -> list(getAcl);
            case Command.SetAcl setAcl -> set(setAcl);
            case Command.DeleteAcl deleteAcl -> delete(deleteAcl);
            case Command.ListRights listRights -> grantable(listRights);
            case Command.MyRights(MailboxName name) -> mine(name);
        };
    }

    private Answer list(Command.GetAcl command) throws MailException, IOException {
        MailboxName name = command.mailbox();
        return switch (mailboxes.accessList(name.text())) {
            case Outcome.Refused<SortedMap<String, Rights>>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<SortedMap<String, Rights>>(var list) -> {
                Map<String, Set<Right>> rights = new LinkedHashMap<>();
                list.forEach((identifier, granted) -> rights.put(identifier, granted.set()));
                client.send(new Response.Acl(name, rights));
                yield Answer.ok("that is all");
            }
        };
    }

    private Answer set(Command.SetAcl command) throws MailException {
        return changed(
                mailboxes.grant(
                        command.mailbox().text(),
                        command.identifier(),
                        command.mode(),
                        new Rights(command.rights())));
    }

    private Answer delete(Command.DeleteAcl command) throws MailException {
        return changed(
                mailboxes.grant(
                        command.mailbox().text(),
                        command.identifier(),
                        Change.Mode.REPLACE,
                        Rights.NONE));
    }

    private static Answer changed(Optional<Refusal> refusal) {
        return refusal.isPresent() ? Failures.refused(refusal.get()) : Answer.ok("changed");
    }

    private Answer grantable(Command.ListRights command) throws MailException, IOException {
        MailboxName name = command.mailbox();
        String identifier = command.identifier();
        return switch (mailboxes.fixedRights(name.text(), identifier)) {
            case Outcome.Refused<Rights>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<Rights>(Rights fixed) -> {
                List<Set<Right>> optional =
                        Rights.ALL.minus(fixed).set().stream().sorted().map(Set::of).toList();
                client.send(new Response.ListRights(name, identifier, fixed.set(), optional));
                yield Answer.ok("that is all");
            }
        };
    }

    private Answer mine(MailboxName name) throws MailException, IOException {
        return switch (mailboxes.myRights(name.text())) {
            case Outcome.Refused<Rights>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<Rights>(Rights rights) -> {
                client.send(new Response.MyRights(name, rights.set()));
                yield Answer.ok("that is all");
            }
        };
    }
}

package mailstead.imap.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode;
import mailstead.mail.MailException;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.QuotaRoot;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;

/** GETQUOTA and GETQUOTAROOT (RFC 9208 section 4.1). Limits are the operator's to set. */
final class Quotas {

    private static final long STORAGE_UNIT_OCTETS = 1024;

    private final Client client;
    private final UserMailboxes mailboxes;

    Quotas(Client client, UserMailboxes mailboxes) {
        this.client = client;
        this.mailboxes = mailboxes;
    }

    Answer answer(Command.OfQuota command) throws MailException, IOException {
        return switch (command) {
            case Command.GetQuota(String root) -> ofRoot(root);
            case Command.GetQuotaRoot(MailboxName name) -> ofFolder(name);
            case Command.SetQuota _ ->
                    Answer.no(ResponseCode.Word.NOPERM, "limits are set by your provider");
        };
    }

    private Answer ofRoot(String root) throws MailException, IOException {
        return switch (mailboxes.quota(root)) {
            case Outcome.Refused<QuotaRoot>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<QuotaRoot>(QuotaRoot quota) ->
                    isLimited(quota) ? tell(quota) : Failures.refused(Refusal.NO_SUCH_QUOTA_ROOT);
        };
    }

    private Answer ofFolder(MailboxName name) throws MailException, IOException {
        return switch (mailboxes.quotaOf(name.text())) {
            case Outcome.Refused<QuotaRoot>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<QuotaRoot>(QuotaRoot quota) -> {
                List<String> roots = isLimited(quota) ? List.of(quota.name()) : List.of();
                client.send(new Response.QuotaRoot(name, roots));
                yield isLimited(quota) ? tell(quota) : Answer.ok("there is no limit");
            }
        };
    }

    private static boolean isLimited(QuotaRoot quota) {
        return quota.octetsMax().isPresent() || quota.messagesMax().isPresent();
    }

    private Answer tell(QuotaRoot quota) throws IOException {
        List<Response.Quota.Usage> resources = new ArrayList<>();
        if (quota.octetsMax().isPresent()) {
            resources.add(
                    new Response.Quota.Usage(
                            "STORAGE",
                            units(quota.octets()),
                            quota.octetsMax().getAsLong() / STORAGE_UNIT_OCTETS));
        }
        if (quota.messagesMax().isPresent()) {
            resources.add(
                    new Response.Quota.Usage(
                            "MESSAGE", quota.messages(), quota.messagesMax().getAsLong()));
        }
        client.send(new Response.Quota(quota.name(), resources));
        return Answer.ok("that is all");
    }

    /** RFC 9208 section 5.1: rounded up, so that little is not nothing. */
    private static long units(long octets) {
        return (octets + STORAGE_UNIT_OCTETS - 1) / STORAGE_UNIT_OCTETS;
    }
}

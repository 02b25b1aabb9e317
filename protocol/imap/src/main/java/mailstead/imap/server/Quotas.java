package mailstead.imap.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.QuotaChange;
import mailstead.service.mailbox.QuotaRoot;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;

/**
 * GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 section 4.1). Only administrators of quotas may set
 * limits, and see those of others.
 */
final class Quotas {

    private static final long STORAGE_UNIT_OCTETS = 1024;
    private static final long STORAGE_UNITS_MAX = Long.MAX_VALUE / STORAGE_UNIT_OCTETS;

    private static final String STORAGE = "STORAGE";
    private static final String MESSAGE = "MESSAGE";

    private final Client client;
    private final User user;
    private final UserMailboxes mailboxes;
    private final EventSink events;

    Quotas(Client client, User user, EventSink events) {
        this.client = client;
        this.user = user;
        this.mailboxes = user.mailboxes();
        this.events = events;
    }

    Answer answer(Command.OfQuota command) throws MailException, IOException {
        return switch (command) {
            case Command.GetQuota(String root) -> ofRoot(root);
            case Command.GetQuotaRoot(MailboxName name) -> ofFolder(name);
            case Command.SetQuota(String root, var limits) -> set(root, limits);
        };
    }

    private Answer ofRoot(String root) throws MailException, IOException {
        return switch (mailboxes.quota(root)) {
            case Outcome.Refused<QuotaRoot>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<QuotaRoot>(QuotaRoot quota) ->
                    isLimited(quota) ? tell(quota) : unlimited();
        };
    }

    /** Only an administrator need know that there is such an account. */
    private Answer unlimited() {
        return mailboxes.maySetQuota()
                ? Answer.ok("there is no limit")
                : Failures.refused(Refusal.NO_SUCH_QUOTA_ROOT);
    }

    /** RFC 9208 section 4.1.3: what is not named has no limit any more. */
    private Answer set(String root, Map<String, Long> limits) throws MailException, IOException {
        if (!mailboxes.maySetQuota()) {
            return Answer.no(Word.NOPERM, "limits are set by your provider");
        }
        if (!Set.of(STORAGE, MESSAGE).containsAll(limits.keySet())) {
            return Answer.no(Word.CANNOT, "only STORAGE and MESSAGE have limits here");
        }
        OptionalLong storage = limit(limits, STORAGE);
        if (storage.orElse(0) > STORAGE_UNITS_MAX) {
            return Answer.no(Word.LIMIT, "this limit is too large");
        }
        OptionalLong octets =
                storage.isPresent()
                        ? OptionalLong.of(storage.getAsLong() * STORAGE_UNIT_OCTETS)
                        : storage;
        return switch (mailboxes.setQuota(root, octets, limit(limits, MESSAGE))) {
            case Outcome.Refused<QuotaChange>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<QuotaChange>(QuotaChange change) -> changed(change);
        };
    }

    private static OptionalLong limit(Map<String, Long> limits, String resource) {
        Long limit = limits.get(resource);
        return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    private Answer changed(QuotaChange change) throws IOException {
        events.emit(
                new Event.QuotaChanged(
                        client.connection().session(),
                        user.name(),
                        change.subscriber(),
                        change.octetsMax(),
                        change.messagesMax()));
        try {
            if (mailboxes.quota(change.subscriber().login())
                            instanceof Outcome.Done<QuotaRoot>(QuotaRoot quota)
                    && isLimited(quota)) {
                Answer _ = tell(quota);
            }
        } catch (MailException _) {
            // It is set; only what is used cannot be told now.
        }
        return Answer.ok("set");
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
                            STORAGE,
                            units(quota.octets()),
                            quota.octetsMax().getAsLong() / STORAGE_UNIT_OCTETS));
        }
        if (quota.messagesMax().isPresent()) {
            resources.add(
                    new Response.Quota.Usage(
                            MESSAGE, quota.messages(), quota.messagesMax().getAsLong()));
        }
        client.send(new Response.Quota(quota.name(), resources));
        return Answer.ok("that is all");
    }

    /** RFC 9208 section 5.1: rounded up, so that little is not nothing. */
    private static long units(long octets) {
        return (octets + STORAGE_UNIT_OCTETS - 1) / STORAGE_UNIT_OCTETS;
    }
}

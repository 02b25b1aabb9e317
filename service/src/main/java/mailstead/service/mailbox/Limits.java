package mailstead.service.mailbox;

import java.util.Optional;
import java.util.OptionalLong;
import mailstead.mail.MailException;
import mailstead.mail.Subscriber;
import mailstead.mail.folder.Right;
import mailstead.spi.Account;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;

/** What accounts may hold, as one user may see and set it (RFC 9208). Immutable. */
final class Limits {

    private final View view;
    private final QuotaOffice quotas;

    Limits(View view, QuotaOffice quotas) {
        this.view = view;
        this.quotas = quotas;
    }

    Outcome<QuotaRoot> of(String name) throws MailException {
        Optional<Place> place = view.place(name);
        if (place.isEmpty()) {
            return new Outcome.Refused<>(Refusal.NO_SUCH_FOLDER);
        }
        Optional<Refusal> refusal = place.get().refusal(Right.READ);
        if (refusal.isPresent()) {
            return new Outcome.Refused<>(refusal.get());
        }
        return new Outcome.Done<>(
                place.get().isOwn()
                        ? own()
                        : QuotaRoot.of(place.get().owner(), place.get().folders()));
    }

    private QuotaRoot own() throws MailException {
        return QuotaRoot.of(view.userNow(), view.own());
    }

    Outcome<QuotaRoot> root(String root) throws MailException {
        if (root.equals(view.user().login())) {
            return new Outcome.Done<>(own());
        }
        Optional<Account> account = maySet() ? view.account(root) : Optional.empty();
        return account.isPresent()
                ? new Outcome.Done<>(QuotaRoot.of(account.get(), view.all().of(account.get())))
                : new Outcome.Refused<>(Refusal.NO_SUCH_QUOTA_ROOT);
    }

    boolean maySet() {
        return quotas.administrators().contains(view.user().login());
    }

    Outcome<QuotaChange> set(String root, OptionalLong octetsMax, OptionalLong messagesMax)
            throws MailException {
        if (!maySet()) {
            return new Outcome.Refused<>(Refusal.NO_PERMISSION);
        }
        Optional<Account> account = view.account(root);
        if (account.isEmpty()) {
            return new Outcome.Refused<>(Refusal.NO_SUCH_QUOTA_ROOT);
        }
        try {
            quotas.clerk().setQuota(root, new Quota(octetsMax, messagesMax));
        } catch (Provisioning.Conflict _) {
            // It has been removed since.
            return new Outcome.Refused<>(Refusal.NO_SUCH_QUOTA_ROOT);
        }
        return new Outcome.Done<>(
                new QuotaChange(
                        new Subscriber(root, account.get().customerId()), octetsMax, messagesMax));
    }
}

package mailstead.service.mailbox;

import java.util.Set;
import mailstead.mail.MailException;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;

/**
 * Who may set what accounts may hold (RFC 9208 section 4.1.3), and who writes that down. Shared.
 *
 * @param administrators their logins, in lower case
 */
public record QuotaOffice(Set<String> administrators, Clerk clerk) {

    /** Nobody may. */
    static final QuotaOffice CLOSED =
            new QuotaOffice(
                    Set.of(),
                    (login, _) -> {
                        throw new IllegalStateException("nobody may set the quota of " + login);
                    });

    public QuotaOffice {
        administrators = Set.copyOf(administrators);
    }

    /** Changes the directory. */
    @FunctionalInterface
    public interface Clerk {
        /** As {@link Provisioning#setQuota}. */
        void setQuota(String login, Quota quota) throws MailException, Provisioning.Conflict;
    }
}

package mailstead.spi;

import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;

/**
 * Who the users are, read. Shared; every method may wait, for a bounded time. An empty answer means
 * "there is no such thing" and nothing else: when that cannot be told, methods throw {@code
 * TemporaryFailure} with {@code DIRECTORY_UNAVAILABLE}. A change made through {@link Provisioning}
 * on any node is seen here within the adapter's stated bound.
 */
public interface Directory extends AutoCloseable {

    Optional<Domain> domain(DomainName name) throws MailException;

    /**
     * @param login in any ASCII case
     */
    Optional<Account> account(String login) throws MailException;

    /** Who owns exactly this address (folded by the callee): no sub-addressing, no catch-all. */
    Optional<Addressee> addressee(Address address) throws MailException;

    List<Volume> volumes() throws MailException;

    /**
     * Whether every account with a password can log in by SCRAM-SHA-256, so that offering it
     * misleads nobody.
     */
    boolean isScramReady() throws MailException;

    /**
     * Replaces one verifier of an account by a stronger one made from the same password, if the old
     * one is still there. A directory that cannot write does nothing.
     */
    void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers)
            throws MailException;

    @Override
    void close();

    /** What an address stands for. */
    sealed interface Addressee {
        record Mailbox(Account account) implements Addressee {}

        record Expansion(Alias alias) implements Addressee {}
    }
}

package mailstead.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;

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

    /**
     * Whom a name stands for at log-in: the account of that login or, if nobody has it, the one
     * with that address. One question, and not two, so that a directory that knows the present only
     * by a copy can say who it is without having to prove first that nobody has the login.
     */
    default Optional<Account> accountNamed(String name) throws MailException {
        Optional<Account> byLogin = account(name);
        if (byLogin.isPresent()) {
            return byLogin;
        }
        Optional<Address> address = Address.parse(name);
        return address.isEmpty()
                ? Optional.empty()
                : addressee(address.get()).flatMap(Addressee::mailbox);
    }

    /**
     * Who owns the first of these addresses that anybody owns; one question, for the same reason.
     */
    default Optional<Addressee> firstAddressee(List<Address> inOrder) throws MailException {
        for (Address address : inOrder) {
            Optional<Addressee> found = addressee(address);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * As {@link #account}, for whoever is about to refuse something because of what that said: what
     * this says was true at some time after the call, or as shortly before it as the directory
     * promises of every answer.
     */
    default Optional<Account> accountNow(String login) throws MailException {
        return account(login);
    }

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

    /**
     * Checks a password whose hash nobody shows us: for accounts with a {@link DirectoryVerifier}.
     *
     * @param password UTF-8 octets
     * @throws MailException when it cannot be checked; {@code OVER_LIMIT} when whoever keeps it has
     *     seen too many wrong ones
     */
    default PasswordAnswer checkPassword(DirectoryVerifier verifier, byte[] password)
            throws MailException {
        throw new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE, "the password cannot be checked just now");
    }

    /**
     * Verifiers for names that nobody has, so that they cost what others cost; whatever comes of
     * checking them is ignored. Empty: those of a new account do.
     */
    default List<String> decoyVerifiers() {
        return List.of();
    }

    /**
     * Remembers that an app password let somebody in. Callers ask for this at a bounded pace. A
     * directory that cannot write, or does not have it any more, does nothing.
     */
    default void noteAppPasswordUse(String login, String appPasswordId, Instant at)
            throws MailException {}

    @Override
    void close();

    /** What came of {@link #checkPassword}. */
    enum PasswordAnswer {
        RIGHT,
        WRONG,
        /** It may be right, but whoever keeps it lets this account in no more. */
        SHUT
    }

    /** What an address stands for. */
    sealed interface Addressee {
        record Mailbox(Account account) implements Addressee {}

        record Expansion(Alias alias) implements Addressee {}

        /** The one account, if it is one. */
        default Optional<Account> mailbox() {
            return switch (this) {
                case Mailbox(Account account) -> Optional.of(account);
                case Expansion _ -> Optional.empty();
            };
        }
    }
}

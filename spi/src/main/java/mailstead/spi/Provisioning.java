package mailstead.spi;

import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;

/**
 * Who the users are, changed: operators' and billing's side of the directory. Each change is atomic
 * and durable on return. Reads here never come from a cache. Lists are sorted by key.
 */
public interface Provisioning {

    void addCustomer(Customer customer) throws MailException, Conflict;

    void setCustomer(Customer customer) throws MailException, Conflict;

    void removeCustomer(String customerId) throws MailException, Conflict;

    Optional<Customer> findCustomer(String customerId) throws MailException;

    List<Customer> customers() throws MailException;

    /** {@code standing} is ignored in all writes: it is computed. */
    void addDomain(Domain domain) throws MailException, Conflict;

    void setDomain(Domain domain) throws MailException, Conflict;

    void removeDomain(DomainName name) throws MailException, Conflict;

    Optional<Domain> findDomain(DomainName name) throws MailException;

    List<Domain> domains() throws MailException;

    /**
     * {@link Account#appPasswords} are ignored in writes of accounts: they have their own methods.
     */
    void addAccount(Account account) throws MailException, Conflict;

    void setAccount(Account account) throws MailException, Conflict;

    /** Changes what an account may hold, and nothing else of it. */
    void setQuota(String login, Quota quota) throws MailException, Conflict;

    /** Removes the entry; files stay where they are. */
    void removeAccount(String login) throws MailException, Conflict;

    Optional<Account> findAccount(String login) throws MailException;

    List<Account> accounts() throws MailException;

    void addAppPassword(String login, AppPassword appPassword) throws MailException, Conflict;

    void removeAppPassword(String login, String appPasswordId) throws MailException, Conflict;

    /** In the order in which they were made. */
    List<AppPasswordUse> appPasswords(String login) throws MailException, Conflict;

    void addAlias(Alias alias) throws MailException, Conflict;

    void setAlias(Alias alias) throws MailException, Conflict;

    void removeAlias(Address address) throws MailException, Conflict;

    Optional<Alias> findAlias(Address address) throws MailException;

    List<Alias> aliases() throws MailException;

    void addVolume(Volume volume) throws MailException, Conflict;

    void setVolume(Volume volume) throws MailException, Conflict;

    void removeVolume(String name) throws MailException, Conflict;

    Optional<Volume> findVolume(String name) throws MailException;

    List<Volume> allVolumes() throws MailException;

    void addBackEnd(BackEnd backEnd) throws MailException, Conflict;

    void setBackEnd(BackEnd backEnd) throws MailException, Conflict;

    void removeBackEnd(String name) throws MailException, Conflict;

    Optional<BackEnd> findBackEnd(String name) throws MailException;

    List<BackEnd> backEnds() throws MailException;

    /**
     * The change contradicts what the directory holds (taken, missing, or still referred to) or
     * breaks a rule of what may stand in it. The text tells an operator which, with names.
     */
    final class Conflict extends Exception {
        private static final long serialVersionUID = 1L;

        public Conflict(String publicText) {
            super(publicText);
        }
    }
}

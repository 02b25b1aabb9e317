package mailstead.directory.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import mailstead.directory.publish.Centre;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Directory;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Registry;
import mailstead.spi.Usage;
import mailstead.spi.UsageLedger;
import mailstead.spi.Volume;
import mailstead.spi.Webhook;
import mailstead.spi.WebhookLedger;

/**
 * A directory in a SQL database: what it is asked and told, put in terms of {@link Entries}. How a
 * database is reached, and what may be remembered of its answers, is the matter of each kind.
 * Shared.
 */
public abstract sealed class SqlDirectory
        implements Directory, Provisioning, Registry, UsageLedger, WebhookLedger
        permits SqliteDirectory, PostgresDirectory {

    /** One change, in one transaction. */
    @FunctionalInterface
    interface Change {
        void make(Entries entries) throws Conflict;
    }

    SqlDirectory() {}

    /** From what is remembered, or else by asking; only an answer that is there is remembered. */
    abstract <K, V> Optional<V> lookUp(
            Function<Cache.Generation, Cache.Generation.Shelf<K, V>> shelf,
            K key,
            Function<Entries, Optional<V>> query)
            throws TemporaryFailure;

    /** Never from what is remembered, nor from a copy. */
    abstract <T> T read(Function<Entries, T> query) throws TemporaryFailure;

    /** For a publisher of copies; closed with the directory. */
    public abstract Centre centre();

    abstract void change(Change change) throws TemporaryFailure, Conflict;

    /** Writes what no node looks up, so that nothing that is remembered has to be forgotten. */
    abstract void record(Consumer<Entries> note) throws TemporaryFailure;

    // Looked up

    @Override
    public Optional<Domain> domain(DomainName name) throws MailException {
        return lookUp(generation -> generation.domains, name, entries -> entries.domain(name));
    }

    @Override
    public Optional<Account> account(String login) throws MailException {
        Optional<String> key = Rules.login(login);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        return lookUp(
                generation -> generation.accounts,
                key.get(),
                entries -> entries.account(key.get()));
    }

    @Override
    public Optional<Addressee> addressee(Address address) throws MailException {
        Address key = address.folded();
        return lookUp(generation -> generation.addressees, key, entries -> entries.addressee(key));
    }

    @Override
    public List<Volume> volumes() throws MailException {
        return lookUp(
                        generation -> generation.volumes,
                        "",
                        entries -> Optional.of(sortedVolumes(entries)))
                .orElseThrow();
    }

    @Override
    public boolean isScramReady() throws MailException {
        return lookUp(
                        generation -> generation.scramReady,
                        "",
                        entries -> Optional.of(!entries.isAnyLackingScram()))
                .orElseThrow();
    }

    @Override
    public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers)
            throws MailException {
        try {
            change(entries -> entries.replaceVerifier(login, oldVerifier, newVerifiers));
        } catch (TemporaryFailure failure) {
            if (!Trouble.isReadOnly(failure)) {
                throw failure;
            }
        } catch (Conflict conflict) {
            throw new IllegalArgumentException(conflict.getMessage(), conflict);
        }
    }

    @Override
    public void noteAppPasswordUse(String login, String appPasswordId, Instant at)
            throws MailException {
        try {
            record(entries -> entries.noteAppPasswordUse(login, appPasswordId, at));
        } catch (TemporaryFailure failure) {
            if (!Trouble.isReadOnly(failure)) {
                throw failure;
            }
        }
    }

    // What was used

    @Override
    public void addUsage(String source, long batch, List<Usage> counted) throws MailException {
        record(entries -> new UsageRows(entries.handle()).add(source, batch, counted));
    }

    @Override
    public void setUsage(List<Usage> measured) throws MailException {
        record(entries -> new UsageRows(entries.handle()).set(measured));
    }

    @Override
    public void usage(LocalDate first, LocalDate last, Consumer<Usage> each) throws MailException {
        Boolean _ =
                read(entries -> {
                    new UsageRows(entries.handle()).each(first, last, each);
                    return true;
                });
    }

    @Override
    public void forgetUsage(LocalDate before) throws MailException {
        record(entries -> new UsageRows(entries.handle()).forget(before));
    }

    // Who is told

    @Override
    public List<String> due(Instant now, int limit) throws MailException {
        return read(entries -> new WebhookRows(entries.handle()).due(now, limit));
    }

    @Override
    public Optional<Webhook> take(String webhookId, String teller, Instant now, Duration holdFor)
            throws MailException {
        Outcome<Optional<Webhook>> outcome = new Outcome<>();
        record(entries ->
                outcome.result =
                        Optional.of(
                                new WebhookRows(entries.handle())
                                        .take(webhookId, teller, now, holdFor)));
        return outcome.get();
    }

    @Override
    public Next next(Webhook webhook) throws MailException {
        return read(entries -> new WebhookRows(entries.handle()).next(webhook));
    }

    @Override
    public boolean note(
            Webhook before,
            Webhook.Standing after,
            boolean isEnabled,
            String teller,
            Instant now,
            Duration holdFor)
            throws MailException {
        Outcome<Boolean> outcome = new Outcome<>();
        record(entries ->
                outcome.result =
                        Optional.of(
                                new WebhookRows(entries.handle())
                                        .note(before, after, isEnabled, teller, now, holdFor)));
        return outcome.get();
    }

    @Override
    public void release(String webhookId, String teller) throws MailException {
        record(entries -> new WebhookRows(entries.handle()).release(webhookId, teller));
    }

    // Provisioned

    @Override
    public void addCustomer(Customer customer) throws MailException, Conflict {
        change(entries -> entries.addCustomer(customer));
    }

    @Override
    public void setCustomer(Customer customer) throws MailException, Conflict {
        change(entries -> entries.setCustomer(customer));
    }

    @Override
    public void removeCustomer(String customerId) throws MailException, Conflict {
        change(entries -> entries.removeCustomer(customerId));
    }

    @Override
    public Optional<Customer> findCustomer(String customerId) throws MailException {
        return read(entries -> entries.customer(customerId));
    }

    @Override
    public List<Customer> customers() throws MailException {
        return read(entries -> sorted(entries.customers(), Customer::customerId));
    }

    @Override
    public void addDomain(Domain domain) throws MailException, Conflict {
        change(entries -> entries.addDomain(domain));
    }

    @Override
    public void setDomain(Domain domain) throws MailException, Conflict {
        change(entries -> entries.setDomain(domain));
    }

    @Override
    public void removeDomain(DomainName name) throws MailException, Conflict {
        change(entries -> entries.removeDomain(name));
    }

    @Override
    public Optional<Domain> findDomain(DomainName name) throws MailException {
        return read(entries -> entries.domain(name));
    }

    @Override
    public List<Domain> domains() throws MailException {
        return read(entries -> sorted(entries.domains(), Domain::name));
    }

    @Override
    public void addAccount(Account account) throws MailException, Conflict {
        change(entries -> entries.addAccount(account));
    }

    @Override
    public void setAccount(Account account) throws MailException, Conflict {
        change(entries -> entries.setAccount(account));
    }

    @Override
    public void setQuota(String login, Quota quota) throws MailException, Conflict {
        change(entries -> entries.setQuota(login, quota));
    }

    @Override
    public void removeAccount(String login) throws MailException, Conflict {
        change(entries -> entries.removeAccount(login));
    }

    @Override
    public Optional<Account> findAccount(String login) throws MailException {
        return read(entries -> entries.account(login));
    }

    @Override
    public List<Account> accounts() throws MailException {
        return read(entries -> sorted(entries.accounts(), Account::login));
    }

    @Override
    public void addAppPassword(String login, AppPassword appPassword)
            throws MailException, Conflict {
        change(entries -> entries.addAppPassword(login, appPassword));
    }

    @Override
    public void removeAppPassword(String login, String appPasswordId)
            throws MailException, Conflict {
        change(entries -> entries.removeAppPassword(login, appPasswordId));
    }

    @Override
    public List<AppPasswordUse> appPasswords(String login) throws MailException, Conflict {
        return read(entries -> entries.appPasswords(login))
                .orElseThrow(() -> new Conflict("account " + login + " does not exist"));
    }

    @Override
    public void addAlias(Alias alias) throws MailException, Conflict {
        change(entries -> entries.addAlias(alias));
    }

    @Override
    public void setAlias(Alias alias) throws MailException, Conflict {
        change(entries -> entries.setAlias(alias));
    }

    @Override
    public void removeAlias(Address address) throws MailException, Conflict {
        change(entries -> entries.removeAlias(address));
    }

    @Override
    public Optional<Alias> findAlias(Address address) throws MailException {
        return read(entries -> entries.alias(address));
    }

    @Override
    public List<Alias> aliases() throws MailException {
        return read(entries -> sorted(entries.aliases(), Alias::address));
    }

    @Override
    public void addVolume(Volume volume) throws MailException, Conflict {
        change(entries -> entries.addVolume(volume));
    }

    @Override
    public void setVolume(Volume volume) throws MailException, Conflict {
        change(entries -> entries.setVolume(volume));
    }

    @Override
    public void removeVolume(String name) throws MailException, Conflict {
        change(entries -> entries.removeVolume(name));
    }

    @Override
    public Optional<Volume> findVolume(String name) throws MailException {
        return read(entries -> entries.volume(name));
    }

    @Override
    public List<Volume> allVolumes() throws MailException {
        return read(SqlDirectory::sortedVolumes);
    }

    @Override
    public void addBackEnd(BackEnd backEnd) throws MailException, Conflict {
        change(entries -> new BackEndRows(entries.handle()).add(backEnd));
    }

    @Override
    public void setBackEnd(BackEnd backEnd) throws MailException, Conflict {
        change(entries -> new BackEndRows(entries.handle()).set(backEnd));
    }

    @Override
    public void removeBackEnd(String name) throws MailException, Conflict {
        change(entries -> new BackEndRows(entries.handle()).remove(name));
    }

    @Override
    public Optional<BackEnd> findBackEnd(String name) throws MailException {
        return read(entries -> new BackEndRows(entries.handle()).find(name));
    }

    @Override
    public List<BackEnd> backEnds() throws MailException {
        return read(entries -> sorted(new BackEndRows(entries.handle()).all(), BackEnd::name));
    }

    // Several changes as one

    @Override
    public <T> T together(Work<T> work) throws MailException, Conflict {
        Outcome<T> outcome = new Outcome<>();
        change(entries -> {
            try {
                Decision<T> decision = work.on(new SqlDesk(entries));
                outcome.result = Optional.of(decision.result());
                if (!decision.isKept()) {
                    entries.abandon();
                }
            } catch (MailException failure) {
                outcome.failure = Optional.of(failure);
                entries.abandon();
            }
        });
        return outcome.get();
    }

    @Override
    public <T> T look(Reading<T> reading) throws MailException {
        Outcome<T> outcome = new Outcome<>();
        read(entries -> {
            try {
                T found = entries.handle().inTransaction(_ -> reading.on(new SqlDesk(entries)));
                outcome.result = Optional.of(found);
            } catch (MailException failure) {
                outcome.failure = Optional.of(failure);
            }
            return outcome;
        });
        return outcome.get();
    }

    /** What came of a transaction, carried past those who know only its own failures. */
    private static final class Outcome<T> {

        private Optional<T> result = Optional.empty();
        private Optional<MailException> failure = Optional.empty();

        T get() throws MailException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return result.orElseThrow();
        }
    }

    private static List<Volume> sortedVolumes(Entries entries) {
        return sorted(entries.volumes(), Volume::name);
    }

    /** Here rather than in SQL, where the order of letters depends on the database. */
    private static <T, K extends Comparable<? super K>> List<T> sorted(
            List<T> unsorted, Function<T, K> key) {
        return unsorted.stream().sorted(Comparator.comparing(key)).toList();
    }
}

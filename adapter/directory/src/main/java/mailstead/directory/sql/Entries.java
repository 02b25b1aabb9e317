package mailstead.directory.sql;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.Customer;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.Owner;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Quota;
import mailstead.spi.Volume;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The statements that read and change entries, on one connection. Changes run in a transaction that
 * holds the write lock, so what they check stays true until they commit, and each refusal can be
 * put in words.
 */
final class Entries {

    private final Handle handle;
    private boolean abandoned;

    Entries(Handle handle) {
        this.handle = handle;
    }

    Handle handle() {
        return handle;
    }

    /** Undoes everything; nothing more may be done in this transaction. */
    void abandon() {
        handle.rollback();
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    // Customers

    Optional<Customer> customer(String customerId) {
        return one(
                Rows.CUSTOMER + " WHERE customer_id = ?",
                (row, _) -> Rows.customer(row),
                customerId);
    }

    List<Customer> customers() {
        return all(Rows.CUSTOMER, (row, _) -> Rows.customer(row));
    }

    void addCustomer(Customer customer) throws Conflict {
        Rules.check(customer);
        refuseIf(
                customer(customer.customerId()).isPresent(),
                "customer " + customer.customerId() + " already exists");
        handle.execute(
                "INSERT INTO customer (customer_id, name, status, billing_reference) VALUES (?, ?, ?, ?)",
                customer.customerId(),
                customer.name(),
                customer.status().name(),
                customer.billingReference().orElse(null));
        insertAttributes(
                "customer_attribute", "customer_id", customer.customerId(), customer.attributes());
    }

    void setCustomer(Customer customer) throws Conflict {
        Rules.check(customer);
        demandCustomer(customer.customerId());
        handle.execute(
                "UPDATE customer SET name = ?, status = ?, billing_reference = ? WHERE customer_id = ?",
                customer.name(),
                customer.status().name(),
                customer.billingReference().orElse(null),
                customer.customerId());
        handle.execute(
                "DELETE FROM customer_attribute WHERE customer_id = ?", customer.customerId());
        insertAttributes(
                "customer_attribute", "customer_id", customer.customerId(), customer.attributes());
    }

    void removeCustomer(String customerId) throws Conflict {
        demandCustomer(customerId);
        refuseWhileInUse(
                "customer " + customerId,
                Map.of(
                        "domain",
                                count(
                                        "SELECT COUNT(*) FROM domain WHERE customer_id = ?",
                                        customerId),
                        "account",
                                count(
                                        "SELECT COUNT(*) FROM account WHERE customer_id = ?",
                                        customerId),
                        "alias",
                                count(
                                        "SELECT COUNT(*) FROM address WHERE customer_id = ?",
                                        customerId)));
        handle.execute("DELETE FROM customer WHERE customer_id = ?", customerId);
    }

    // Domains

    Optional<Domain> domain(DomainName name) {
        return one(
                Rows.DOMAIN + " WHERE domain.name = ?", (row, _) -> Rows.domain(row), name.ascii());
    }

    List<Domain> domains() {
        return all(Rows.DOMAIN, (row, _) -> Rows.domain(row));
    }

    void addDomain(Domain domain) throws Conflict {
        demandCustomer(domain.customerId());
        Optional<Domain> there = domain(domain.name());
        refuseIf(
                there.isPresent(),
                "domain "
                        + domain.name()
                        + " already exists, for customer "
                        + there.map(Domain::customerId).orElse(""));
        handle.execute(
                "INSERT INTO domain (customer_id, status, catch_all, postmaster, name) VALUES (?, ?, ?, ?, ?)",
                domainColumns(domain));
    }

    void setDomain(Domain domain) throws Conflict {
        demandDomain(domain.name());
        demandCustomer(domain.customerId());
        handle.execute(
                "UPDATE domain SET customer_id = ?, status = ?, catch_all = ?, postmaster = ? WHERE name = ?",
                domainColumns(domain));
    }

    void removeDomain(DomainName name) throws Conflict {
        demandDomain(name);
        refuseWhileInUse(
                "domain " + name,
                Map.of(
                        "address",
                        count("SELECT COUNT(*) FROM address WHERE domain = ?", name.ascii())));
        handle.execute("DELETE FROM domain WHERE name = ?", name.ascii());
    }

    private static Object[] domainColumns(Domain domain) {
        return new Object[] {
            domain.customerId(),
            domain.status().name(),
            domain.catchAll().map(Rules::written).orElse(null),
            domain.postmaster().map(Rules::written).orElse(null),
            domain.name().ascii()
        };
    }

    // Volumes

    Optional<Volume> volume(String name) {
        return one(Rows.VOLUME + " WHERE name = ?", (row, _) -> Rows.volume(row), name);
    }

    List<Volume> volumes() {
        return all(Rows.VOLUME, (row, _) -> Rows.volume(row));
    }

    void addVolume(Volume volume) throws Conflict {
        Rules.check(volume);
        refuseIf(volume(volume.name()).isPresent(), "volume " + volume.name() + " already exists");
        handle.execute(
                "INSERT INTO volume (folder, marker_id, weight, name) VALUES (?, ?, ?, ?)",
                volume.folder(),
                volume.markerId(),
                volume.weight(),
                volume.name());
    }

    void setVolume(Volume volume) throws Conflict {
        Rules.check(volume);
        demandVolume(volume.name());
        handle.execute(
                "UPDATE volume SET folder = ?, marker_id = ?, weight = ? WHERE name = ?",
                volume.folder(),
                volume.markerId(),
                volume.weight(),
                volume.name());
    }

    void removeVolume(String name) throws Conflict {
        demandVolume(name);
        refuseWhileInUse(
                "volume " + name,
                Map.of(
                        "account",
                        count("SELECT COUNT(*) FROM account WHERE home_volume = ?", name),
                        "move request",
                        count("SELECT COUNT(*) FROM move_request WHERE volume = ?", name)));
        handle.execute("DELETE FROM volume WHERE name = ?", name);
    }

    // Accounts

    Optional<Account> account(String login) {
        return Rules.login(login)
                .flatMap(key ->
                        one(
                                Rows.ACCOUNT + " WHERE account.login = ?",
                                (row, _) -> Rows.account(row),
                                key));
    }

    List<Account> accounts() {
        return all(Rows.ACCOUNT, (row, _) -> Rows.account(row));
    }

    void addAccount(Account account) throws Conflict {
        Rules.check(account);
        String login = Rules.login(account.login()).orElseThrow();
        Optional<Account> there = account(login);
        refuseIf(
                there.isPresent(),
                "account "
                        + login
                        + " already exists, for customer "
                        + there.map(Account::customerId).orElse(""));
        demandReferences(login, account);
        handle.execute(
                """
                INSERT INTO account (login_domain, customer_id, status, home_volume, home_path, owner_uid, owner_gid,
                                     octets_max, messages_max, lacks_scram, login)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                accountColumns(login, account.withAppPasswords(List.of())));
        insertParts(login, account);
    }

    void setAccount(Account account) throws Conflict {
        Rules.check(account);
        Account there = demandAccount(account.login());
        String login = there.login();
        demandReferences(login, account);
        handle.execute(
                """
                UPDATE account SET login_domain = ?, customer_id = ?, status = ?, home_volume = ?, home_path = ?,
                       owner_uid = ?, owner_gid = ?, octets_max = ?, messages_max = ?, lacks_scram = ?
                WHERE login = ?
                """,
                accountColumns(login, account.withAppPasswords(there.appPasswords())));
        for (String table :
                List.of("address", "account_verifier", "account_service", "account_attribute")) {
            handle.execute("DELETE FROM " + table + " WHERE login = ?", login);
        }
        insertParts(login, account);
    }

    void setQuota(String typed, Quota quota) throws Conflict {
        Rules.check(quota);
        handle.execute(
                "UPDATE account SET octets_max = ?, messages_max = ? WHERE login = ?",
                limit(quota.octetsMax()),
                limit(quota.messagesMax()),
                demandAccount(typed).login());
    }

    void removeAccount(String typed) throws Conflict {
        handle.execute("DELETE FROM account WHERE login = ?", demandAccount(typed).login());
    }

    void addAppPassword(String typed, AppPassword appPassword) throws Conflict {
        Account there = demandAccount(typed);
        new AppPasswordRows(handle).add(there.login(), there.appPasswords(), appPassword);
        noteLackOfScram(there.login());
    }

    void removeAppPassword(String typed, String id) throws Conflict {
        String login = demandAccount(typed).login();
        new AppPasswordRows(handle).remove(login, id);
        noteLackOfScram(login);
    }

    /** Empty if there is no such account. */
    Optional<List<AppPasswordUse>> appPasswords(String typed) {
        return account(typed).map(there -> new AppPasswordRows(handle).ofAccount(there.login()));
    }

    void noteAppPasswordUse(String typed, String id, Instant at) {
        Rules.login(typed).ifPresent(login -> new AppPasswordRows(handle).noteUse(login, id, at));
    }

    /** Compare and set; nothing happens when the old verifier is not there any more. */
    void replaceVerifier(String typed, String old, List<String> replacements) throws Conflict {
        Optional<Account> there = account(typed);
        if (there.isEmpty() || !there.get().verifiers().contains(old)) {
            return;
        }
        List<String> verifiers =
                there.get().verifiers().stream()
                        .flatMap(verifier ->
                                verifier.equals(old) ? replacements.stream() : Stream.of(verifier))
                        .distinct()
                        .toList();
        Rules.checkVerifiers(verifiers);
        String login = there.get().login();
        handle.execute("DELETE FROM account_verifier WHERE login = ?", login);
        insertVerifiers(login, verifiers);
        noteLackOfScram(login);
    }

    /** From what the account's passwords are by now. */
    private void noteLackOfScram(String login) {
        account(login)
                .ifPresent(now ->
                        handle.execute(
                                "UPDATE account SET lacks_scram = ? WHERE login = ?",
                                lacksScram(now),
                                login));
    }

    boolean isAnyLackingScram() {
        return count(
                        "SELECT COUNT(*) FROM (SELECT login FROM account WHERE lacks_scram = 1 LIMIT 1) lacking")
                > 0;
    }

    private static Object[] accountColumns(String login, Account account) {
        return new Object[] {
            Rules.domainOf(login).map(DomainName::ascii).orElse(null),
            account.customerId(),
            account.status().name(),
            account.home().volume(),
            account.home().path(),
            account.owner().map(Owner::uid).orElse(null),
            account.owner().map(Owner::gid).orElse(null),
            limit(account.quota().octetsMax()),
            limit(account.quota().messagesMax()),
            lacksScram(account),
            login
        };
    }

    private static @Nullable Long limit(OptionalLong limit) {
        return limit.isPresent() ? limit.getAsLong() : null;
    }

    private static int lacksScram(Account account) {
        return account.isScramReady() ? 0 : 1;
    }

    private void demandReferences(String login, Account account) throws Conflict {
        demandCustomer(account.customerId());
        demandVolume(account.home().volume());
        demandVacant(login, account.home());
        for (Address address : account.addresses()) {
            demandDomain(address.domain());
            demandFree(address, Optional.of(login));
        }
    }

    private void insertParts(String login, Account account) {
        insert(
                "INSERT INTO address (login, position, address, domain) VALUES (?, ?, ?, ?)",
                login,
                account.addresses().stream()
                        .map(address -> new Object[] {Rules.key(address), address.domain().ascii()})
                        .toList());
        insertVerifiers(login, account.verifiers());
        PreparedBatch services =
                handle.prepareBatch("INSERT INTO account_service (login, service) VALUES (?, ?)");
        account.services().forEach(service -> services.add(login, service.name()));
        services.execute();
        insertAttributes("account_attribute", "login", login, account.attributes());
    }

    private void insertVerifiers(String login, List<String> verifiers) {
        insert(
                "INSERT INTO account_verifier (login, position, verifier) VALUES (?, ?, ?)",
                login,
                verifiers.stream().map(verifier -> new Object[] {verifier}).toList());
    }

    // Aliases

    Optional<Alias> alias(Address address) {
        return one(
                Rows.ALIAS + " AND alias.address = ?",
                (row, _) -> Rows.alias(row),
                Rules.key(address));
    }

    List<Alias> aliases() {
        return all(Rows.ALIAS, (row, _) -> Rows.alias(row));
    }

    void addAlias(Alias alias) throws Conflict {
        Rules.check(alias);
        demandCustomer(alias.customerId());
        demandDomain(alias.address().domain());
        demandFree(alias.address(), Optional.empty());
        handle.execute(
                "INSERT INTO address (address, domain, position, customer_id) VALUES (?, ?, 0, ?)",
                Rules.key(alias.address()),
                alias.address().domain().ascii(),
                alias.customerId());
        insertTargets(alias);
    }

    void setAlias(Alias alias) throws Conflict {
        Rules.check(alias);
        demandAlias(alias.address());
        demandCustomer(alias.customerId());
        String key = Rules.key(alias.address());
        handle.execute(
                "UPDATE address SET customer_id = ? WHERE address = ?", alias.customerId(), key);
        handle.execute("DELETE FROM alias_target WHERE address = ?", key);
        insertTargets(alias);
    }

    void removeAlias(Address address) throws Conflict {
        demandAlias(address);
        handle.execute("DELETE FROM address WHERE address = ?", Rules.key(address));
    }

    private void insertTargets(Alias alias) {
        insert(
                "INSERT INTO alias_target (address, position, target) VALUES (?, ?, ?)",
                Rules.key(alias.address()),
                alias.targets().stream()
                        .map(target -> new Object[] {Rules.written(target)})
                        .toList());
    }

    // Addresses of either kind

    /**
     * In one transaction, or an address that changes its kind between the two statements seems to
     * be nobody's.
     */
    Optional<Addressee> addressee(Address address) {
        return handle.inTransaction(_ -> {
            Optional<String> owner =
                    one(
                            "SELECT COALESCE(login, '') FROM address WHERE address = ?",
                            (row, _) -> row.getString(1),
                            Rules.key(address));
            if (owner.isEmpty()) {
                return Optional.empty();
            }
            return owner.get().isEmpty()
                    ? alias(address).map(Addressee.Expansion::new)
                    : account(owner.get()).map(Addressee.Mailbox::new);
        });
    }

    private void demandFree(Address address, Optional<String> exceptLogin) throws Conflict {
        Optional<Addressee> taken = addressee(address);
        if (taken.isEmpty()) {
            return;
        }
        switch (taken.get()) {
            case Addressee.Mailbox(Account account) ->
                    refuseIf(
                            !exceptLogin.equals(Optional.of(account.login())),
                            "address "
                                    + address.folded()
                                    + " already belongs to account "
                                    + account.login()
                                    + " of customer "
                                    + account.customerId());
            case Addressee.Expansion(Alias alias) ->
                    throw new Conflict(
                            "address "
                                    + alias.address()
                                    + " is already the alias "
                                    + alias.address()
                                    + " of customer "
                                    + alias.customerId());
        }
    }

    private void demandCustomer(String customerId) throws Conflict {
        refuseIf(
                count("SELECT COUNT(*) FROM customer WHERE customer_id = ?", customerId) == 0,
                "customer " + customerId + " does not exist");
    }

    private void demandDomain(DomainName name) throws Conflict {
        refuseIf(
                count("SELECT COUNT(*) FROM domain WHERE name = ?", name.ascii()) == 0,
                "domain " + name + " does not exist");
    }

    /** Copies of the directory that are behind still lead its last account there. */
    private void demandVacant(String login, Home home) throws Conflict {
        Optional<String> last =
                one(
                        "SELECT login FROM recently_vacated_home"
                                + " WHERE home_volume = ? AND home_path = ? AND login <> ?",
                        (row, _) -> row.getString(1),
                        home.volume(),
                        home.path(),
                        login);
        refuseIf(
                last.isPresent(),
                "home: "
                        + home.path()
                        + " on volume "
                        + home.volume()
                        + " was account "
                        + last.orElse("")
                        + "'s within the last day; take another, or wait a day");
    }

    private void demandVolume(String name) throws Conflict {
        refuseIf(volume(name).isEmpty(), "volume " + name + " does not exist");
    }

    private Account demandAccount(String typed) throws Conflict {
        return account(typed)
                .orElseThrow(() -> new Conflict("account " + typed + " does not exist"));
    }

    private void demandAlias(Address address) throws Conflict {
        refuseIf(alias(address).isEmpty(), "alias " + address.folded() + " does not exist");
    }

    private static void refuseIf(boolean refused, String publicText) throws Conflict {
        if (refused) {
            throw new Conflict(publicText);
        }
    }

    private static void refuseWhileInUse(String what, Map<String, Integer> uses) throws Conflict {
        List<String> left =
                uses.entrySet().stream()
                        .filter(use -> use.getValue() > 0)
                        .map(use -> counted(use.getValue(), use.getKey()))
                        .sorted()
                        .toList();
        refuseIf(!left.isEmpty(), what + " still has " + String.join(" and ", left));
    }

    private static String counted(int number, String noun) {
        if (number == 1) {
            return "1 " + noun;
        }
        return number + " " + noun + (noun.endsWith("s") ? "es" : "s");
    }

    private int count(String query, Object... arguments) {
        return one(query, (row, _) -> row.getInt(1), arguments).orElse(0);
    }

    private <T> Optional<T> one(String query, RowMapper<T> mapper, Object... arguments) {
        return handle.select(query, arguments).map(mapper).findFirst();
    }

    private <T> List<T> all(String query, RowMapper<T> mapper) {
        return handle.select(query).map(mapper).list();
    }

    private void insertAttributes(
            String table, String owner, String key, Map<String, String> attributes) {
        PreparedBatch batch =
                handle.prepareBatch(
                        "INSERT INTO "
                                + table
                                + " ("
                                + owner
                                + ", name, content) VALUES (?, ?, ?)");
        attributes.forEach((name, content) -> batch.add(key, name, content));
        batch.execute();
    }

    /** One row per element, with its owner's key and its position before its own columns. */
    private void insert(String statement, String key, List<Object[]> rows) {
        PreparedBatch batch = handle.prepareBatch(statement);
        for (int position = 0; position < rows.size(); position++) {
            Object[] own = rows.get(position);
            Object[] columns = new Object[own.length + 2];
            columns[0] = key;
            columns[1] = position;
            System.arraycopy(own, 0, columns, 2, own.length);
            batch.add(columns);
        }
        batch.execute();
    }
}

package mailstead.directory.sql;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.ApiToken;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.AuditRecord;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Desk;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.KeptAnswer;
import mailstead.spi.MoveRequest;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Quota;
import mailstead.spi.Volume;
import mailstead.spi.Webhook;

/** Everything that can be done in one transaction, put in terms of rows. Confined to it. */
final class SqlDesk implements Desk {

    /**
     * Who asks holds up all other changes, and lists of lists could go on for minutes. What leads
     * further reaches nobody, in a circle or not: routing gives up before.
     */
    private static final int TARGETS_FOLLOWED_MAX = 100_000;

    private static final int ASKED_AT_ONCE = 500;

    private final Entries entries;
    private final BackEndRows backEnds;
    private final OfficeRows office;
    private final WebhookRows webhooks;

    SqlDesk(Entries entries) {
        this.entries = entries;
        this.backEnds = new BackEndRows(entries.handle());
        this.office = new OfficeRows(entries.handle());
        this.webhooks = new WebhookRows(entries.handle());
    }

    @Override
    public void addCustomer(Customer customer) throws Conflict {
        entries.addCustomer(customer);
    }

    @Override
    public void setCustomer(Customer customer) throws Conflict {
        entries.setCustomer(customer);
    }

    @Override
    public void removeCustomer(String customerId) throws Conflict {
        entries.removeCustomer(customerId);
    }

    @Override
    public Optional<Customer> findCustomer(String customerId) {
        return entries.customer(customerId);
    }

    @Override
    public List<Customer> customers() {
        return entries.customers();
    }

    @Override
    public void addDomain(Domain domain) throws Conflict {
        entries.addDomain(domain);
    }

    @Override
    public void setDomain(Domain domain) throws Conflict {
        entries.setDomain(domain);
    }

    @Override
    public void removeDomain(DomainName name) throws Conflict {
        entries.removeDomain(name);
    }

    @Override
    public Optional<Domain> findDomain(DomainName name) {
        return entries.domain(name);
    }

    @Override
    public List<Domain> domains() {
        return entries.domains();
    }

    @Override
    public void addAccount(Account account) throws Conflict {
        entries.addAccount(account);
    }

    @Override
    public void setAccount(Account account) throws Conflict {
        entries.setAccount(account);
    }

    @Override
    public void removeAccount(String login) throws Conflict {
        entries.removeAccount(login);
    }

    @Override
    public Optional<Account> findAccount(String login) {
        return entries.account(login);
    }

    @Override
    public List<Account> accounts() {
        return entries.accounts();
    }

    @Override
    public void addAppPassword(String login, AppPassword appPassword) throws Conflict {
        entries.addAppPassword(login, appPassword);
    }

    @Override
    public void removeAppPassword(String login, String appPasswordId) throws Conflict {
        entries.removeAppPassword(login, appPasswordId);
    }

    @Override
    public List<AppPasswordUse> appPasswords(String login) throws Conflict {
        return entries.appPasswords(login)
                .orElseThrow(() -> new Conflict("account " + login + " does not exist"));
    }

    @Override
    public void addAlias(Alias alias) throws Conflict {
        entries.addAlias(alias);
    }

    @Override
    public void setAlias(Alias alias) throws Conflict {
        entries.setAlias(alias);
    }

    @Override
    public void removeAlias(Address address) throws Conflict {
        entries.removeAlias(address);
    }

    @Override
    public Optional<Alias> findAlias(Address address) {
        return entries.alias(address);
    }

    @Override
    public List<Alias> aliases() {
        return entries.aliases();
    }

    @Override
    public void addVolume(Volume volume) throws Conflict {
        entries.addVolume(volume);
    }

    @Override
    public void setVolume(Volume volume) throws Conflict {
        entries.setVolume(volume);
    }

    @Override
    public void removeVolume(String name) throws Conflict {
        entries.removeVolume(name);
    }

    @Override
    public Optional<Volume> findVolume(String name) {
        return entries.volume(name);
    }

    @Override
    public List<Volume> allVolumes() {
        return entries.volumes();
    }

    @Override
    public void setQuota(String login, Quota quota) throws Conflict {
        entries.setQuota(login, quota);
    }

    @Override
    public void addBackEnd(BackEnd backEnd) throws Conflict {
        backEnds.add(backEnd);
    }

    @Override
    public void setBackEnd(BackEnd backEnd) throws Conflict {
        backEnds.set(backEnd);
    }

    @Override
    public void removeBackEnd(String name) throws Conflict {
        backEnds.remove(name);
    }

    @Override
    public Optional<BackEnd> findBackEnd(String name) {
        return backEnds.find(name);
    }

    @Override
    public List<BackEnd> backEnds() {
        return backEnds.all();
    }

    @Override
    public Optional<Addressee> owner(Address address) {
        return entries.addressee(address);
    }

    @Override
    public boolean isLoop(Address alias) {
        String start = Rules.key(alias);
        Set<String> reached = new HashSet<>();
        Deque<String> waiting = new ArrayDeque<>(List.of(start));
        int room = TARGETS_FOLLOWED_MAX;
        while (!waiting.isEmpty() && room > 0) {
            List<String> lot = new ArrayList<>();
            while (!waiting.isEmpty() && lot.size() < ASKED_AT_ONCE) {
                lot.add(waiting.remove());
            }
            List<String> targets = targets(lot, room);
            room -= targets.size();
            for (String target : targets) {
                String key = Address.parse(target).map(Rules::key).orElse(target);
                if (key.equals(start)) {
                    return true;
                }
                if (reached.add(key)) {
                    waiting.add(key);
                }
            }
        }
        return false;
    }

    private List<String> targets(List<String> aliases, int max) {
        List<Object> arguments = new ArrayList<>(aliases);
        arguments.add(max);
        return entries.handle()
                .select(
                        "SELECT target FROM alias_target WHERE address IN ("
                                + String.join(", ", Collections.nCopies(aliases.size(), "?"))
                                + ") LIMIT ?",
                        arguments.toArray())
                .mapTo(String.class)
                .list();
    }

    @Override
    public List<Customer> customers(Page page) {
        return Paging.of("customer_id", page)
                .ofCustomers("customer_id")
                .withStatus("status")
                .select(entries.handle(), Rows.CUSTOMER, (row, _) -> Rows.customer(row));
    }

    @Override
    public List<Domain> domains(Page page) {
        return Paging.of("domain.name", page)
                .ofCustomers("domain.customer_id")
                .withStatus("domain.status")
                .select(entries.handle(), Rows.DOMAIN, (row, _) -> Rows.domain(row));
    }

    @Override
    public List<Account> accounts(Page page) {
        return Paging.of("account.login", page)
                .ofCustomers("account.customer_id")
                .withStatus("account.status")
                .inDomain(
                        "EXISTS (SELECT 1 FROM address a WHERE a.login = account.login AND a.domain = ?)")
                .select(entries.handle(), Rows.ACCOUNT, (row, _) -> Rows.account(row));
    }

    @Override
    public List<Alias> aliases(Page page) {
        return Paging.of("alias.address", page)
                .where(Rows.IS_ALIAS)
                .ofCustomers("alias.customer_id")
                .inDomain("alias.domain = ?")
                .select(entries.handle(), Rows.ALIASES, (row, _) -> Rows.alias(row));
    }

    @Override
    public List<Volume> volumes(Page page) {
        return Paging.of("name", page)
                .select(entries.handle(), Rows.VOLUME, (row, _) -> Rows.volume(row));
    }

    @Override
    public List<BackEnd> backEnds(Page page) {
        return backEnds.page(page);
    }

    @Override
    public void addMove(MoveRequest move) {
        office.addMove(move);
    }

    @Override
    public void removeMove(String id) {
        office.removeMove(id);
    }

    @Override
    public Optional<MoveRequest> findMove(String id) {
        return office.findMove(id);
    }

    @Override
    public Optional<MoveRequest> findMoveOf(String login) {
        return office.findMoveOf(login);
    }

    @Override
    public List<MoveRequest> moves(Page page) {
        return office.moves(page);
    }

    @Override
    public void addToken(ApiToken token) {
        office.addToken(token);
    }

    @Override
    public void removeToken(String id) {
        office.removeToken(id);
    }

    @Override
    public Optional<ApiToken> findToken(String id) {
        return office.findToken(id);
    }

    @Override
    public Optional<ApiToken> findTokenByDigest(String digest) {
        return office.findTokenByDigest(digest);
    }

    @Override
    public List<ApiToken> tokens(Page page) {
        return office.tokens(page);
    }

    @Override
    public void note(AuditRecord done) {
        office.note(done);
    }

    @Override
    public Optional<AuditRecord> findNote(long number) {
        return office.findNote(number);
    }

    @Override
    public List<AuditRecord> notes(Page page) {
        return office.notes(page);
    }

    @Override
    public void addWebhook(Webhook webhook) {
        webhooks.add(webhook);
    }

    @Override
    public void setWebhook(Webhook webhook) {
        webhooks.set(webhook);
    }

    @Override
    public void removeWebhook(String id) {
        webhooks.remove(id);
    }

    @Override
    public Optional<Webhook> findWebhook(String id) {
        return webhooks.find(id);
    }

    @Override
    public List<Webhook> webhooks(Page page) {
        return webhooks.page(page);
    }

    @Override
    public void pingWebhook(String id) {
        webhooks.ping(id);
    }

    @Override
    public long newestNote() {
        return webhooks.newestNote();
    }

    @Override
    public Optional<KeptAnswer> findAnswer(String tokenId, String keyDigest) {
        return office.findAnswer(tokenId, keyDigest);
    }

    @Override
    public void keep(KeptAnswer answer) {
        office.keep(answer);
    }

    @Override
    public void forgetAnswers(Instant before) {
        office.forgetAnswers(before);
    }
}

package mailstead.service.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.service.routing.Recipients.Route;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.MailService;
import mailstead.spi.Status;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.InMemoryMailStore;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DirectoryRecipientsTest {

    private final InMemoryDirectory directory =
            InMemoryDirectory.serving("cluster.example", "other.example");
    private final InMemoryMailStore store = new InMemoryMailStore();
    private final RecordingSink events = new RecordingSink();
    private Recipients recipients = with(RoutingRules.defaults(address("root@cluster.example")));

    @BeforeEach
    void addUsers() {
        directory.addUser("tevie", List.of(), "tevie@cluster.example");
        directory.addUser("golde", List.of(), "golde@cluster.example");
        directory.addUser("root", List.of(), "root@cluster.example");
    }

    @Test
    void findsMailboxes() throws Exception {
        assertThat(logins("tevie@cluster.example")).containsExactly("tevie");
        assertThat(logins("TEVIE@Cluster.Example")).containsExactly("tevie");
        assertThat(logins("tevie+list+more@cluster.example")).containsExactly("tevie");
        directory.addUser("exact", List.of(), "tevie+list@cluster.example");
        assertThat(logins("tevie+list@cluster.example")).containsExactly("exact");
        assertThat(resolve("+tevie@cluster.example")).isEqualTo(refused(Reason.MAILBOX_UNKNOWN));
        assertThat(resolve("nobody@cluster.example")).isEqualTo(refused(Reason.MAILBOX_UNKNOWN));
        assertThat(resolve("tevie@elsewhere.example"))
                .isEqualTo(new Route.Refused(Refusal.of(Reason.RELAY_DENIED)));
        Route.Local local = (Route.Local) resolve("Tevie+x@cluster.example");
        assertThat(local.destination().recipient()).isEqualTo(address("Tevie+x@cluster.example"));
    }

    @Test
    void aNewDomainCountsAtOnce() throws Exception {
        assertThat(resolve("x@new.example"))
                .isEqualTo(new Route.Refused(Refusal.of(Reason.RELAY_DENIED)));
        setDomain(
                "new.example",
                Status.ACTIVE,
                Optional.of(address("tevie@cluster.example")),
                Optional.empty());
        assertThat(logins("x@new.example")).containsExactly("tevie");
    }

    @Test
    void doubtIsTemporary() {
        directory.fail(true);
        assertTemporary(Reason.DIRECTORY_UNAVAILABLE, "tevie@cluster.example");
        assertTemporary(Reason.DIRECTORY_UNAVAILABLE, "x@elsewhere.example");
        directory.fail(false);
        store.down(true);
        assertTemporary(Reason.STORAGE_UNAVAILABLE, "tevie@cluster.example");
    }

    @Test
    void expandsListsOnceAndCutsLoops() throws Exception {
        directory.addAlias("all@cluster.example", "some@cluster.example", "tevie@cluster.example");
        directory.addAlias(
                "some@cluster.example",
                "golde@cluster.example",
                "TEVIE@cluster.example",
                "all@cluster.example");
        assertThat(logins("all@cluster.example")).containsExactly("golde", "tevie");
    }

    @Test
    void anAliasThatLeadsOnlyToItselfIsTemporary() {
        directory.addAlias("a@cluster.example", "b@cluster.example");
        directory.addAlias("b@cluster.example", "A@cluster.example");
        assertTemporary(Reason.INTERNAL_ERROR, "a@cluster.example");
        assertThat(events.events(Event.Trouble.class).getFirst().what())
                .contains("a@cluster.example");
    }

    @Test
    void longChainsAreRefusedForNow() throws Exception {
        for (int i = 0; i < 30; i++) {
            directory.addAlias("a" + i + "@cluster.example", "a" + (i + 1) + "@cluster.example");
        }
        directory.addAlias("a30@cluster.example", "tevie@cluster.example");
        assertTemporary(Reason.INTERNAL_ERROR, "a0@cluster.example");
        assertThat(logins("a20@cluster.example")).containsExactly("tevie");
    }

    @Test
    void tenThousandMembers() throws Exception {
        InMemoryDirectory big = InMemoryDirectory.serving("cluster.example");
        String[] members = new String[10_000];
        for (int i = 0; i < members.length; i++) {
            members[i] = "a" + i % 100 + "+" + i + "@cluster.example";
        }
        for (int i = 0; i < 100; i++) {
            big.addUser("a" + i, List.of(), "a" + i + "@cluster.example");
        }
        big.addAlias("all@cluster.example", members);
        Recipients many =
                new DirectoryRecipients(
                        big, store, RoutingRules.defaults(address("a1@cluster.example")), events);
        Route.Local local = (Route.Local) many.resolve(address("all@cluster.example"), 0);
        assertThat(local.destination().accounts()).hasSize(100);
        RoutingRules narrow = new RoutingRules(address("a1@cluster.example"), "+", true, 16, 5_000);
        Throwable thrown =
                catchThrowable(() ->
                        new DirectoryRecipients(big, store, narrow, events)
                                .resolve(address("all@cluster.example"), 0));
        assertThat(thrown).isInstanceOf(TemporaryFailure.class);
    }

    @Test
    void targetsOutsideAreNeverDroppedSilently() {
        directory.addAlias("out@cluster.example", "friend@elsewhere.example");
        directory.addAlias(
                "mixed@cluster.example", "tevie@cluster.example", "friend@elsewhere.example");
        assertTemporary(Reason.INTERNAL_ERROR, "out@cluster.example");
        assertTemporary(Reason.INTERNAL_ERROR, "mixed@cluster.example");
        assertThat(events.events(Event.Trouble.class))
                .hasSize(2)
                .allMatch(e -> e.what().contains("@cluster.example"));
    }

    @Test
    void membersThatNobodyHasAreTold() throws Exception {
        directory.addAlias("all@cluster.example", "tevie@cluster.example", "gone@cluster.example");
        directory.addAlias("dead@cluster.example", "gone@cluster.example");
        assertThat(logins("all@cluster.example")).containsExactly("tevie");
        assertThat(events.events(Event.Trouble.class)).hasSize(1);
        assertThat(resolve("dead@cluster.example")).isEqualTo(refused(Reason.MAILBOX_UNKNOWN));
    }

    @Test
    void postmasterIsAlwaysAccepted() throws Exception {
        assertThat(logins("PostMaster@cluster.example")).containsExactly("root");
        assertThat(logins("postmaster+x@other.example")).containsExactly("root");
        assertThat(((Route.Local) recipients.postmaster(0)).destination().accounts()).hasSize(1);
        setDomain(
                "other.example",
                Status.ACTIVE,
                Optional.empty(),
                Optional.of(address("golde@cluster.example")));
        assertThat(logins("postmaster@other.example")).containsExactly("golde");
        setDomain(
                "other.example",
                Status.ACTIVE,
                Optional.empty(),
                Optional.of(address("gone@cluster.example")));
        assertThat(logins("postmaster@other.example")).containsExactly("root");
        directory.addAlias("postmaster@other.example", "tevie@cluster.example");
        assertThat(logins("postmaster@other.example")).containsExactly("tevie");
        assertThat(resolve("postmaster@elsewhere.example"))
                .isEqualTo(new Route.Refused(Refusal.of(Reason.RELAY_DENIED)));
    }

    @Test
    void aMissingSystemPostmasterIsTemporary() {
        recipients = with(RoutingRules.defaults(address("nobody@cluster.example")));
        assertTemporary(Reason.INTERNAL_ERROR, "postmaster@cluster.example");
        assertThat(catchThrowable(() -> recipients.postmaster(0)))
                .isInstanceOf(TemporaryFailure.class);
    }

    @Test
    void theOperatorIsToldToNameAPostmasterWhoIsOurs() {
        recipients = with(RoutingRules.defaults(address("postmaster@node.outside.example")));
        assertTemporary(Reason.INTERNAL_ERROR, "postmaster@cluster.example");
        assertThat(events.events(Event.Trouble.class))
                .extracting(Event.Trouble::advice)
                .singleElement()
                .asString()
                .contains("'postmaster' in the configuration");
    }

    @Test
    void suspensionFollowsThePolicy() throws Exception {
        change("tevie", EnumSet.allOf(MailService.class), Status.SUSPENDED);
        assertThat(logins("tevie@cluster.example")).containsExactly("tevie");
        recipients =
                with(new RoutingRules(address("root@cluster.example"), "+", false, 16, 50_000));
        assertThat(resolve("tevie@cluster.example")).isEqualTo(refused(Reason.MAILBOX_SUSPENDED));
        directory.addAlias("all@cluster.example", "tevie@cluster.example", "golde@cluster.example");
        assertThat(logins("all@cluster.example")).containsExactly("golde");
        setDomain(
                "other.example",
                Status.SUSPENDED,
                Optional.of(address("golde@cluster.example")),
                Optional.empty());
        assertThat(resolve("x@other.example")).isEqualTo(refused(Reason.MAILBOX_SUSPENDED));
        assertThat(logins("postmaster@other.example")).containsExactly("root");
    }

    @Test
    void withoutDeliveryNobodyIsThere() throws Exception {
        change("tevie", EnumSet.of(MailService.POP3), Status.ACTIVE);
        assertThat(resolve("tevie@cluster.example")).isEqualTo(refused(Reason.MAILBOX_UNKNOWN));
    }

    @Test
    void oneFullMemberDoesNotRefuseTheList() throws Exception {
        store.full("tevie", true);
        directory.addAlias("all@cluster.example", "tevie@cluster.example", "golde@cluster.example");
        assertTemporary(Reason.MAILBOX_FULL, "tevie@cluster.example");
        assertThat(logins("all@cluster.example")).containsExactly("tevie", "golde");
    }

    /** The account's, the alias', or else the domain's; nothing is looked up for it. */
    @Test
    void aRefusalNamesTheCustomerWhoseAddressItIs() throws Exception {
        for (String customer : List.of("c-domain", "c-alias", "c-account")) {
            directory.addCustomer(
                    new Customer(customer, "x", Status.ACTIVE, Optional.empty(), Map.of()));
        }
        DomainName name = DomainName.parse("theirs.example").orElseThrow();
        Domain theirs =
                new Domain(
                        name,
                        "c-domain",
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Optional.empty(),
                        Optional.empty());
        directory.addDomain(theirs);
        directory.addUser("motel", List.of(), "motel@theirs.example");
        Account motel = directory.account("motel").orElseThrow();
        directory.setAccount(
                new Account(
                        "motel",
                        "c-account",
                        motel.addresses(),
                        motel.verifiers(),
                        motel.home(),
                        motel.owner(),
                        motel.quota(),
                        motel.services(),
                        Status.SUSPENDED,
                        Status.SUSPENDED,
                        motel.attributes()));
        addAlias("tailor@theirs.example", "motel@theirs.example");
        addAlias("gone@theirs.example", "nobody@theirs.example");
        addAlias("out@theirs.example", "friend@elsewhere.example");
        recipients =
                with(new RoutingRules(address("root@cluster.example"), "+", false, 16, 50_000));
        assertThat(resolve("motel@theirs.example"))
                .isEqualTo(refused(Reason.MAILBOX_SUSPENDED, "c-account"));
        assertThat(resolve("motel+x@theirs.example"))
                .isEqualTo(refused(Reason.MAILBOX_SUSPENDED, "c-account"));
        assertThat(resolve("tailor@theirs.example"))
                .isEqualTo(refused(Reason.MAILBOX_SUSPENDED, "c-alias"));
        assertThat(resolve("gone@theirs.example"))
                .isEqualTo(refused(Reason.MAILBOX_UNKNOWN, "c-alias"));
        assertThat(resolve("nobody@theirs.example"))
                .isEqualTo(refused(Reason.MAILBOX_UNKNOWN, "c-domain"));
        assertThat(concerning("out@theirs.example")).contains("c-alias");
        recipients = with(RoutingRules.defaults(address("nobody@cluster.example")));
        assertThat(concerning("postmaster@theirs.example")).contains("c-domain");
        store.full("motel", true);
        assertThat(concerning("motel@theirs.example")).contains("c-account");
        assertThat(concerning("tailor@theirs.example")).contains("c-alias");
        directory.setDomain(
                new Domain(
                        name,
                        "c-domain",
                        Status.SUSPENDED,
                        Status.SUSPENDED,
                        Optional.empty(),
                        Optional.empty()));
        recipients =
                with(new RoutingRules(address("root@cluster.example"), "+", false, 16, 50_000));
        int before = directory.lookups();
        assertThat(resolve("motel@theirs.example"))
                .isEqualTo(refused(Reason.MAILBOX_SUSPENDED, "c-domain"));
        assertThat(directory.lookups() - before).as("only the domain was looked up").isOne();
        assertThat(resolve("x@elsewhere.example"))
                .isEqualTo(new Route.Refused(Refusal.of(Reason.RELAY_DENIED)));
        directory.fail(true);
        assertThat(concerning("motel@theirs.example")).as("nobody could be asked").isEmpty();
    }

    private void addAlias(String address, String target) throws Exception {
        directory.addAlias(new Alias(address(address), "c-alias", List.of(address(target))));
    }

    private Optional<String> concerning(String address) {
        return catchThrowableOfType(TemporaryFailure.class, () -> resolve(address)).customerId();
    }

    private static Route refused(Reason reason, String customer) {
        return new Route.Refused(Refusal.of(reason, customer));
    }

    private static Route refused(Reason reason) {
        return new Route.Refused(Refusal.of(reason, InMemoryDirectory.CUSTOMER));
    }

    private Recipients with(RoutingRules rules) {
        return new DirectoryRecipients(directory, store, rules, events);
    }

    private Route resolve(String address) throws MailException {
        return recipients.resolve(address(address), 1_000);
    }

    private List<String> logins(String address) throws MailException {
        Route route = resolve(address);
        assertThat(route).isInstanceOf(Route.Local.class);
        return ((Route.Local) route).destination().accounts().stream().map(Account::login).toList();
    }

    private void assertTemporary(Reason reason, String address) {
        Throwable thrown = catchThrowable(() -> resolve(address));
        assertThat(thrown).isInstanceOf(TemporaryFailure.class);
        assertThat(((TemporaryFailure) thrown).reason()).isEqualTo(reason);
    }

    private void setDomain(
            String name, Status status, Optional<Address> catchAll, Optional<Address> postmaster)
            throws Exception {
        DomainName domainName = DomainName.parse(name).orElseThrow();
        Domain domain =
                new Domain(
                        domainName,
                        InMemoryDirectory.CUSTOMER,
                        status,
                        status,
                        catchAll,
                        postmaster);
        if (directory.findDomain(domainName).isPresent()) {
            directory.setDomain(domain);
        } else {
            directory.addDomain(domain);
        }
    }

    private void change(String login, EnumSet<MailService> services, Status status)
            throws Exception {
        Account old = directory.findAccount(login).orElseThrow();
        directory.setAccount(
                new Account(
                        old.login(),
                        old.customerId(),
                        old.addresses(),
                        old.verifiers(),
                        old.home(),
                        old.owner(),
                        old.quota(),
                        services,
                        status,
                        status,
                        old.attributes()));
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}

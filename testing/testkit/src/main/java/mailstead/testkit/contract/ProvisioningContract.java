package mailstead.testkit.contract;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.alias;
import static mailstead.testkit.contract.Examples.customer;
import static mailstead.testkit.contract.Examples.domain;
import static mailstead.testkit.contract.Examples.name;
import static mailstead.testkit.contract.Examples.volume;
import static mailstead.testkit.contract.Examples.withStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.spi.Account;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Provisioning;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Provisioning} promises to operators and to billing. */
public abstract class ProvisioningContract {

    /** The subject: the same in each call of one test, empty at its start. */
    protected abstract Provisioning provisioning() throws Exception;

    @BeforeEach
    void fill() throws Exception {
        Examples.fill(provisioning());
    }

    @Test
    void keepsEveryFieldOfACustomer() throws Exception {
        Customer full =
                new Customer(
                        "A.b_c-9",
                        "O'Neill & \"Söhne\"",
                        Status.SUSPENDED,
                        Optional.of("4711/a"),
                        Map.of(
                                "phone", "+1 555", "quote", "'; --", "lines", "a\n\tb", "empty",
                                ""));
        Customer bare = new Customer("bare", "B", Status.ACTIVE, Optional.empty(), Map.of());
        provisioning().addCustomer(full);
        provisioning().addCustomer(bare);
        assertThat(provisioning().findCustomer("A.b_c-9")).contains(full);
        assertThat(provisioning().findCustomer("bare")).contains(bare);
        assertThat(provisioning().findCustomer("BARE")).isEmpty();
        assertThat(provisioning().customers())
                .extracting(Customer::customerId)
                .containsExactly("A.b_c-9", "bare", "c1", "c2");
        Customer changed =
                new Customer("A.b_c-9", "new", Status.ACTIVE, Optional.empty(), Map.of("k", "v"));
        provisioning().setCustomer(changed);
        assertThat(provisioning().findCustomer("A.b_c-9")).contains(changed);
        provisioning().removeCustomer("bare");
        assertThat(provisioning().findCustomer("bare")).isEmpty();
    }

    @Test
    void keepsEveryFieldOfADomain() throws Exception {
        Domain full =
                new Domain(
                        name("full.example"),
                        "c1",
                        Status.SUSPENDED,
                        Status.SUSPENDED,
                        Optional.of(address("rest@x.example")),
                        Optional.of(address("boss@elsewhere.example")));
        provisioning().addDomain(full);
        assertThat(provisioning().findDomain(name("full.example"))).contains(full);
        Domain changed = domain("full.example", "c2", Status.ACTIVE);
        provisioning().setDomain(changed);
        assertThat(provisioning().findDomain(name("full.example"))).contains(changed);
        assertThat(provisioning().domains())
                .extracting(domain -> domain.name().ascii())
                .containsExactly("full.example", "x.example", "y.example");
        provisioning().removeDomain(name("full.example"));
        assertThat(provisioning().findDomain(name("full.example"))).isEmpty();
    }

    @Test
    void keepsEveryFieldOfAnAccount() throws Exception {
        Account full =
                new Account(
                        "tevie",
                        "c2",
                        List.of(
                                address("z@x.example"),
                                address("a@y.example"),
                                address("m@x.example")),
                        List.of("{B}2", "{A}1"),
                        new Home("mail1", "12/34/tevie's"),
                        Optional.of(new Owner(2001, 0)),
                        new Quota(OptionalLong.of(0), OptionalLong.of(Long.MAX_VALUE)),
                        Set.of(MailService.POP3),
                        Status.SUSPENDED,
                        Status.SUSPENDED,
                        Map.of("class", "gold", "note", "a=b;\"c\""));
        provisioning().addAccount(full);
        assertThat(provisioning().findAccount("TEVIE")).contains(full);
        Quota less = new Quota(OptionalLong.empty(), OptionalLong.of(7));
        provisioning().setQuota("TeVie", less);
        assertThat(provisioning().findAccount("tevie"))
                .hasValueSatisfying(account -> {
                    assertThat(account.quota()).isEqualTo(less);
                    assertThat(account)
                            .usingRecursiveComparison()
                            .ignoringFields("quota")
                            .isEqualTo(full);
                });
        provisioning().setQuota("tevie", Quota.NONE);
        assertThat(provisioning().findAccount("tevie").orElseThrow().quota()).isEqualTo(Quota.NONE);
        refused(() -> provisioning().setQuota("nobody", less));
        refused(() ->
                provisioning()
                        .setQuota("tevie", new Quota(OptionalLong.of(-1), OptionalLong.empty())));
        provisioning().setAccount(account("Tevie", List.of(), "m@x.example"));
        assertThat(provisioning().findAccount("tevie"))
                .contains(account("tevie", List.of(), "m@x.example"));
        provisioning().addAccount(account("abel", "z@x.example"));
        assertThat(provisioning().accounts())
                .extracting(Account::login)
                .containsExactly("abel", "tevie");
        provisioning().removeAccount("teVie");
        assertThat(provisioning().findAccount("tevie")).isEmpty();
        provisioning().addAccount(account("other", "m@x.example", "a@y.example"));
    }

    @Test
    void keepsEveryFieldOfAVolume() throws Exception {
        Volume full = new Volume("Mail_2.x", "/srv/m 2", "5c1f-44", 1000);
        provisioning().addVolume(full);
        assertThat(provisioning().findVolume("Mail_2.x")).contains(full);
        provisioning().setVolume(new Volume("Mail_2.x", "/other", "new", 0));
        assertThat(provisioning().allVolumes())
                .containsExactly(new Volume("Mail_2.x", "/other", "new", 0), volume("mail1"));
        provisioning().removeVolume("Mail_2.x");
        assertThat(provisioning().findVolume("Mail_2.x")).isEmpty();
    }

    @Test
    void keepsEveryFieldOfABackEnd() throws Exception {
        BackEnd full =
                new BackEnd(
                        "Back_1.x",
                        "north",
                        1000,
                        BackEnd.State.DRAINING,
                        Map.of(
                                BackEnd.Protocol.IMAP,
                                new BackEnd.Endpoint("imap1.example", 993, BackEnd.Tls.IMPLICIT),
                                BackEnd.Protocol.LMTP,
                                new BackEnd.Endpoint("192.0.2.1", 24, BackEnd.Tls.NONE)),
                        BackEnd.LogIn.MASTER_USER,
                        Map.of("rack", "7"));
        BackEnd other =
                new BackEnd(
                        "Back_1.x",
                        "south",
                        0,
                        BackEnd.State.UP,
                        Map.of(
                                BackEnd.Protocol.POP3,
                                new BackEnd.Endpoint("::1", 110, BackEnd.Tls.STARTTLS)),
                        BackEnd.LogIn.CLIENT_PASSWORD,
                        Map.of());
        refused(() -> provisioning().setBackEnd(full));
        provisioning().addBackEnd(full);
        assertThat(provisioning().findBackEnd("Back_1.x")).contains(full);
        refused(() -> provisioning().addBackEnd(other));
        provisioning().setBackEnd(other);
        assertThat(provisioning().backEnds()).containsExactly(other);
        provisioning().removeBackEnd("Back_1.x");
        refused(() -> provisioning().removeBackEnd("Back_1.x"));
        assertThat(provisioning().findBackEnd("Back_1.x")).isEmpty();
    }

    @Test
    void keepsEveryFieldOfAnAlias() throws Exception {
        provisioning().addAlias(alias("b@x.example", "Two@elsewhere.example", "one@x.example"));
        provisioning().addAlias(alias("a@y.example", "b@x.example"));
        assertThat(provisioning().findAlias(address("B@x.example")))
                .contains(alias("b@x.example", "Two@elsewhere.example", "one@x.example"));
        assertThat(provisioning().aliases())
                .containsExactly(
                        alias("b@x.example", "Two@elsewhere.example", "one@x.example"),
                        alias("a@y.example", "b@x.example"));
        provisioning().setAlias(alias("B@x.example", "three@elsewhere.example"));
        assertThat(provisioning().findAlias(address("b@x.example")))
                .contains(alias("b@x.example", "three@elsewhere.example"));
        provisioning().removeAlias(address("B@X.example"));
        assertThat(provisioning().findAlias(address("b@x.example"))).isEmpty();
    }

    @Test
    void whatExistsIsNotAddedAgain() throws Exception {
        provisioning().addAccount(account("tevie", "tevie@x.example"));
        provisioning().addAlias(alias("list@x.example", "tevie@x.example"));
        refused(() -> provisioning().addCustomer(customer("c1", Status.SUSPENDED)));
        refused(() -> provisioning().addDomain(domain("X.example", "c2", Status.ACTIVE)));
        refused(() -> provisioning().addVolume(volume("mail1")));
        refused(() -> provisioning().addAccount(account("TEVIE", "other@x.example")));
        refused(() -> provisioning().addAlias(alias("LIST@x.example", "other@x.example")));
        assertThat(provisioning().findCustomer("c1").orElseThrow().status())
                .isEqualTo(Status.ACTIVE);
        assertThat(provisioning().findDomain(name("x.example")).orElseThrow().customerId())
                .isEqualTo("c1");
    }

    @Test
    void whatIsMissingIsNeitherSetNorRemoved() throws Exception {
        refused(() -> provisioning().setCustomer(customer("c9", Status.ACTIVE)));
        refused(() -> provisioning().removeCustomer("c9"));
        refused(() -> provisioning().setDomain(domain("z.example", "c1", Status.ACTIVE)));
        refused(() -> provisioning().removeDomain(name("z.example")));
        refused(() -> provisioning().setAccount(account("nobody")));
        refused(() -> provisioning().removeAccount("nobody"));
        refused(() -> provisioning().setAlias(alias("no@x.example", "a@x.example")));
        refused(() -> provisioning().removeAlias(address("no@x.example")));
        refused(() -> provisioning().setVolume(volume("mail9")));
        refused(() -> provisioning().removeVolume("mail9"));
        assertThat(provisioning().accounts()).isEmpty();
        assertThat(provisioning().aliases()).isEmpty();
    }

    @Test
    void everythingBelongsToACustomerAndADomainAndAVolumeThatExist() throws Exception {
        refused(() -> provisioning().addDomain(domain("z.example", "c9", Status.ACTIVE)));
        refused(() -> provisioning().setDomain(domain("x.example", "c9", Status.ACTIVE)));
        refused(() -> provisioning().addAccount(account("tevie", "tevie@z.example")));
        refused(() -> provisioning().addAlias(alias("tevie@z.example", "a@x.example")));
        Account tevie = account("tevie");
        refused(() -> provisioning().addAccount(elsewhere(tevie, "c9", new Home("mail1", "a"))));
        refused(() -> provisioning().addAccount(elsewhere(tevie, "c1", new Home("mail9", "a"))));
        assertThat(provisioning().accounts()).isEmpty();
        provisioning().addAccount(tevie);
        refused(() -> provisioning().setAccount(elsewhere(tevie, "c9", new Home("mail1", "a"))));
        assertThat(provisioning().findAccount("tevie")).contains(tevie);
    }

    @Test
    void anAddressBelongsToOneAccountOrOneAlias() throws Exception {
        provisioning().addAccount(account("tevie", "tevie@x.example"));
        provisioning().addAlias(alias("list@x.example", "tevie@x.example"));
        provisioning().addAccount(account("other", "other@x.example"));
        refusedNaming(
                "tevie@x.example",
                () -> provisioning().addAccount(account("new", "TEVIE@x.example")));
        refusedNaming(
                "tevie@x.example",
                () -> provisioning().addAlias(alias("Tevie@x.example", "a@b.example")));
        refusedNaming(
                "list@x.example",
                () ->
                        provisioning()
                                .addAccount(account("new", "free@x.example", "list@x.example")));
        refusedNaming(
                "list@x.example",
                () -> provisioning().setAccount(account("other", "List@x.example")));
        assertThat(provisioning().findAccount("new")).isEmpty();
        assertThat(provisioning().findAccount("other"))
                .contains(account("other", "other@x.example"));
        provisioning().setAccount(account("tevie", "tevie@x.example", "tev@x.example"));
        provisioning().removeAccount("tevie");
        provisioning().addAlias(alias("tevie@x.example", "a@b.example"));
        provisioning().removeAlias(address("list@x.example"));
        provisioning().setAccount(account("other", "list@x.example"));
        provisioning().addAlias(alias("other@x.example", "a@b.example"));
    }

    @Test
    void whatIsReferredToStays() throws Exception {
        refusedNaming("domain", () -> provisioning().removeCustomer("c1"));
        provisioning().addAccount(elsewhere(account("tevie"), "c2", new Home("mail1", "a")));
        provisioning().removeDomain(name("y.example"));
        refusedNaming("account", () -> provisioning().removeCustomer("c2"));
        refused(() -> provisioning().removeVolume("mail1"));
        provisioning().removeAccount("tevie");
        provisioning().removeVolume("mail1");
        provisioning().removeCustomer("c2");
        provisioning().addAlias(alias("a@x.example", "b@x.example"));
        refused(() -> provisioning().removeDomain(name("x.example")));
        provisioning().removeAlias(address("a@x.example"));
        provisioning().removeDomain(name("x.example"));
        provisioning().removeCustomer("c1");
        assertThat(provisioning().customers()).isEmpty();
    }

    @Test
    void standingIsComputedWhateverIsWritten() throws Exception {
        Account tevie = account("tevie", "tevie@x.example");
        provisioning()
                .addAccount(
                        new Account(
                                tevie.login(),
                                "c1",
                                tevie.addresses(),
                                tevie.verifiers(),
                                tevie.home(),
                                tevie.owner(),
                                tevie.quota(),
                                tevie.services(),
                                Status.ACTIVE,
                                Status.SUSPENDED,
                                tevie.attributes()));
        assertThat(provisioning().findAccount("tevie").orElseThrow().standing())
                .isEqualTo(Status.ACTIVE);
        provisioning().setAccount(withStatus(tevie, Status.SUSPENDED));
        assertThat(provisioning().findAccount("tevie").orElseThrow().standing())
                .isEqualTo(Status.SUSPENDED);
        provisioning().setAccount(tevie);
        provisioning().setCustomer(customer("c1", Status.SUSPENDED));
        assertThat(provisioning().accounts())
                .extracting(Account::standing)
                .containsExactly(Status.SUSPENDED);
        assertThat(provisioning().accounts())
                .extracting(Account::status)
                .containsExactly(Status.ACTIVE);
        assertThat(provisioning().domains())
                .extracting(Domain::standing)
                .containsExactly(Status.SUSPENDED, Status.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a\0b", "a\tb", "a\nb", "tevie ", "\u00a0", "\u0085", "\u007f"
            })
    void refusesLoginsThatNobodyCouldType(String login) throws Exception {
        refused(() -> provisioning().addAccount(account(login)));
        assertThat(provisioning().accounts()).isEmpty();
    }

    @Test
    void takesLoginsOfUpTo128Characters() throws Exception {
        provisioning().addAccount(account("L".repeat(128)));
        assertThat(provisioning().findAccount("l".repeat(128))).isPresent();
        refused(() -> provisioning().addAccount(account("l".repeat(129))));
        for (String odd :
                List.of("o'neill", "a\"b", "a;b", "a--b", "%", "_", "\\", "用户", "a@b@c", "@")) {
            provisioning().addAccount(account(odd));
            assertThat(provisioning().findAccount(odd)).as(odd).contains(account(odd));
        }
        assertThat(provisioning().accounts()).hasSize(11);
    }

    @Test
    void anAliasHasBetweenOneAndTenThousandTargets() throws Exception {
        refused(() -> provisioning().addAlias(alias("a@x.example")));
        String[] many = new String[10_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = "m" + i + "@b.example";
        }
        refused(() -> provisioning().addAlias(alias("a@x.example", many)));
        assertThat(provisioning().aliases()).isEmpty();
    }

    @Test
    void anAliasDoesNotStandForItself() throws Exception {
        refused(() -> provisioning().addAlias(alias("a@x.example", "b@x.example", "A@X.example")));
        assertThat(provisioning().aliases()).isEmpty();
    }

    @Test
    void anAddressOfOursIsOneThatEverybodyCanSendTo() throws Exception {
        String longest = "a".repeat(64) + "@x.example";
        String tooLong = "a".repeat(65) + "@x.example";
        refusedNaming(tooLong, () -> provisioning().addAccount(account("tevie", tooLong)));
        refusedNaming(tooLong, () -> provisioning().addAlias(alias(tooLong, "a@b.example")));
        provisioning().addAccount(account("tevie", longest));
        provisioning().addAlias(alias("outside@x.example", "a".repeat(255) + "@b.example"));
        assertThat(provisioning().findAlias(address("outside@x.example")).orElseThrow().targets())
                .containsExactly(address("a".repeat(255) + "@b.example"));
    }

    private static Account elsewhere(Account account, String customerId, Home home) {
        return new Account(
                account.login(),
                customerId,
                account.addresses(),
                account.verifiers(),
                home,
                account.owner(),
                account.quota(),
                account.services(),
                account.status(),
                account.standing(),
                account.attributes());
    }

    private static void refused(ThrowingCallable change) {
        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(change)
                .withMessageMatching("(?s).{5,}");
    }

    private static void refusedNaming(String what, ThrowingCallable change) {
        assertThatExceptionOfType(Conflict.class).isThrownBy(change).withMessageContaining(what);
    }
}

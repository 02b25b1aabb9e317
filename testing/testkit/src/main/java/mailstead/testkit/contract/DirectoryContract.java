package mailstead.testkit.contract;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.alias;
import static mailstead.testkit.contract.Examples.appPassword;
import static mailstead.testkit.contract.Examples.customer;
import static mailstead.testkit.contract.Examples.domain;
import static mailstead.testkit.contract.Examples.name;
import static mailstead.testkit.contract.Examples.withStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mailstead.mail.Address;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.Directory;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.MailService;
import mailstead.spi.Provisioning;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Status;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Directory} that can be written through {@link Provisioning} promises to those
 * who look things up.
 */
public abstract class DirectoryContract {

    private static final String SCRAM = "{SCRAM-SHA-256}4096,c2FsdA==,c3RvcmVk,c2VydmVy";
    private static final String OLD = "{SSHA}b2xkIG9uZQ==";

    /** The subject: the same directory in each call of one test, empty at its start. */
    protected abstract Directory directory() throws Exception;

    /** The way to change what {@link #directory} answers. */
    protected abstract Provisioning provisioning() throws Exception;

    /**
     * Returns when the directory must show what was changed before: at once unless its stated bound
     * says otherwise.
     */
    protected void settle() throws Exception {}

    @Test
    void knowsNobodyAtFirst() throws Exception {
        assertThat(directory().domain(name("x.example"))).isEmpty();
        assertThat(directory().account("tevie")).isEmpty();
        assertThat(directory().addressee(address("tevie@x.example"))).isEmpty();
        assertThat(directory().volumes()).isEmpty();
        assertThat(directory().isScramReady()).isTrue();
    }

    @Test
    void findsWhatWasAdded() throws Exception {
        add(account("tevie", "tevie@x.example"));
        Account found = directory().account("tevie").orElseThrow();
        assertThat(found).isEqualTo(account("tevie", "tevie@x.example"));
        assertThat(directory().addressee(address("tevie@x.example")))
                .contains(new Addressee.Mailbox(found));
        assertThat(directory().domain(name("x.example")))
                .contains(domain("x.example", "c1", Status.ACTIVE));
        assertThat(directory().volumes()).containsExactly(Examples.volume("mail1"));
    }

    @Test
    void comparesWithoutRegardToAsciiCase() throws Exception {
        add(account("Tevie@X.example", "Tevie.Milkman@X.Example"));
        assertThat(directory().account("TEVIE@x.EXAMPLE").map(Account::login))
                .contains("tevie@x.example");
        assertThat(directory().account("tevie@x.example").orElseThrow().addresses())
                .containsExactly(address("tevie.milkman@x.example"));
        assertThat(directory().addressee(address("TEVIE.MILKMAN@x.example"))).isPresent();
        add(alias("Sales@X.example", "Tevie@Elsewhere.example"));
        Addressee list = directory().addressee(address("sALES@x.example")).orElseThrow();
        assertThat(list)
                .isEqualTo(
                        new Addressee.Expansion(
                                alias("sales@x.example", "Tevie@elsewhere.example")));
    }

    @Test
    void leavesOtherLettersAsTheyAre() throws Exception {
        add(account("jürgen", "jürgen@x.example"));
        assertThat(directory().account("JüRGEN")).isPresent();
        assertThat(directory().account("JÜRGEN")).isEmpty();
        assertThat(directory().addressee(address("Jürgen@x.example"))).isPresent();
        assertThat(directory().addressee(address("JÜrgen@x.example"))).isEmpty();
        assertThat(directory().account("\u0130"))
                .as("dotted capital I folds to nothing else")
                .isEmpty();
    }

    @Test
    void takesInternationalDomainsInEitherForm() throws Exception {
        provisioning().addCustomer(customer("c9", Status.ACTIVE));
        provisioning().addDomain(domain("bücher.example", "c9", Status.ACTIVE));
        settle();
        assertThat(directory().domain(name("XN--BCHER-KVA.example."))).isPresent();
        assertThat(directory().domain(name("Bücher.example"))).isPresent();
    }

    @Test
    void findsExactlyTheAddress() throws Exception {
        add(account("tevie", "tevie@x.example"));
        for (String other :
                List.of(
                        "tevie+list@x.example",
                        "tevie@y.example",
                        "tevi@x.example",
                        "te%@x.example",
                        "tevie_@x.example",
                        "t_vie@x.example",
                        "tevie@sub.x.example",
                        "*@x.example")) {
            assertThat(directory().addressee(address(other))).as(other).isEmpty();
        }
        assertThat(directory().addressee(address("tevie" + "@x.example"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "' OR '1'='1",
                "tevie'--",
                "tevie\0",
                "\0",
                "tevie\n",
                "te vie",
                "%",
                "_____",
                "\"",
                "tevie\\",
                "\ud800",
                "\u200b",
                "tevie;DROP TABLE account",
                "ｔevie",
                "tevie\u0000x",
                "null"
            })
    void unknownLoginsAreNobodyWhateverTheyHold(String login) throws Exception {
        add(account("tevie", "tevie@x.example"));
        assertThat(directory().account(login)).isEmpty();
        assertThat(directory().account(login.repeat(5000))).isEmpty();
        assertThat(directory().account("tevie")).isPresent();
    }

    @ParameterizedTest
    @MethodSource("localParts")
    void oddLocalPartsAreFoundAsTheyAre(String localPart) throws Exception {
        add(account("odd"));
        Address odd = new Address(localPart, name("x.example"));
        Account holder = account("holder");
        add(
                new Account(
                        holder.login(),
                        "c1",
                        List.of(odd),
                        holder.verifiers(),
                        holder.home(),
                        holder.owner(),
                        holder.quota(),
                        holder.services(),
                        holder.status(),
                        holder.standing(),
                        holder.attributes()));
        Addressee found = directory().addressee(odd).orElseThrow();
        assertThat(found)
                .isInstanceOfSatisfying(
                        Addressee.Mailbox.class,
                        mailbox ->
                                assertThat(mailbox.account().addresses())
                                        .containsExactly(odd.folded()));
    }

    static Stream<String> localParts() {
        return Stream.of(
                "a'b",
                "a\"b",
                "a b",
                "a@b",
                "'; DROP TABLE account; --",
                "%",
                "_",
                "\\",
                ".",
                "..a",
                "a,b",
                "δοκιμή",
                "用户",
                "\uD83D\uDE00",
                "a".repeat(64),
                "é".repeat(32),
                "<>",
                "null",
                "{0}",
                "${x}",
                ":x",
                "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "d", "a", "o"})
    void standingIsTheWorst(String suspended) throws Exception {
        Examples.fill(provisioning());
        provisioning().addAccount(account("tevie@y.example", "tevie@x.example"));
        settle();
        assertThat(standing("tevie@y.example")).isEqualTo(Status.ACTIVE);
        set(suspended, Status.SUSPENDED);
        assertThat(standing("tevie@y.example")).isEqualTo(Status.SUSPENDED);
        assertThat(directory().addressee(address("tevie@x.example")))
                .hasValueSatisfying(found ->
                        assertThat(((Addressee.Mailbox) found).account().standing())
                                .isEqualTo(Status.SUSPENDED));
        set(suspended, Status.ACTIVE);
        assertThat(standing("tevie@y.example")).isEqualTo(Status.ACTIVE);
    }

    /**
     * Suspends or resumes one of: the customer, the first address's domain, the account, the owner
     * of the login's domain.
     */
    private void set(String what, Status status) throws Exception {
        switch (what) {
            case "c" -> provisioning().setCustomer(customer("c1", status));
            case "d" -> provisioning().setDomain(domain("x.example", "c1", status));
            case "a" ->
                    provisioning()
                            .setAccount(
                                    withStatus(
                                            account("tevie@y.example", "tevie@x.example"), status));
            default -> provisioning().setCustomer(customer("c2", status));
        }
        settle();
    }

    @Test
    void aSuspendedCustomersDomainsAreSuspended() throws Exception {
        Examples.fill(provisioning());
        provisioning().setCustomer(customer("c1", Status.SUSPENDED));
        settle();
        assertThat(directory().domain(name("x.example")))
                .hasValueSatisfying(domain -> {
                    assertThat(domain.standing()).isEqualTo(Status.SUSPENDED);
                    assertThat(domain.status()).isEqualTo(Status.ACTIVE);
                });
        assertThat(directory().domain(name("y.example")).orElseThrow().standing())
                .isEqualTo(Status.ACTIVE);
    }

    @Test
    void aChangeIsSeen() throws Exception {
        add(account("tevie", "tevie@x.example"));
        assertThat(directory().account("tevie")).isPresent();
        assertThat(directory().addressee(address("new@x.example"))).isEmpty();
        provisioning().setAccount(account("tevie", "new@x.example"));
        settle();
        assertThat(directory().addressee(address("tevie@x.example"))).isEmpty();
        assertThat(directory().addressee(address("new@x.example"))).isPresent();
        provisioning().removeAccount("tevie");
        settle();
        assertThat(directory().addressee(address("new@x.example"))).isEmpty();
        assertThat(directory().account("tevie")).isEmpty();
        add(alias("new@x.example", "a@b.example"));
        assertThat(directory().addressee(address("new@x.example")).orElseThrow())
                .isInstanceOf(Addressee.Expansion.class);
    }

    @Test
    void aListKeepsTenThousandTargetsInOrder() throws Exception {
        List<Address> targets =
                IntStream.range(0, 10_000)
                        .mapToObj(
                                i -> address("Member" + (i * 7919) % 10_000 + "@elsewhere.example"))
                        .toList();
        add(new Alias(address("all@x.example"), "c1", targets));
        assertThat(directory().addressee(address("all@x.example")))
                .contains(
                        new Addressee.Expansion(
                                new Alias(address("all@x.example"), "c1", targets)));
    }

    @Test
    void scramIsReadyWhenNobodyWithAPasswordLacksIt() throws Exception {
        add(account("none", List.of()));
        assertThat(directory().isScramReady()).isTrue();
        add(account("both", List.of(OLD, SCRAM)));
        assertThat(directory().isScramReady()).isTrue();
        add(account("old", List.of(OLD)));
        assertThat(directory().isScramReady()).isFalse();
        directory().upgradeVerifier("OLD", OLD, List.of("{ARGON2ID}new", SCRAM));
        settle();
        assertThat(directory().isScramReady()).isTrue();
        provisioning().setAccount(account("both", List.of(OLD)));
        settle();
        assertThat(directory().isScramReady()).isFalse();
        provisioning().removeAccount("both");
        settle();
        assertThat(directory().isScramReady()).isTrue();
    }

    @Test
    void anAccountKeepsItsAppPasswords() throws Exception {
        AppPassword full =
                new AppPassword(
                        "A.b_c-9",
                        "Söhne's \"phone\"; --",
                        SCRAM,
                        EnumSet.allOf(MailService.class),
                        Instant.ofEpochSecond(1_790_000_001),
                        Optional.of(Instant.ofEpochSecond(4_102_444_800L)));
        add(account("tevie", "tevie@x.example"));
        add(account("other"));
        provisioning().addAppPassword("Tevie", full);
        provisioning().addAppPassword("tevie", appPassword("first", OLD));
        settle();
        Account expected =
                account("tevie", "tevie@x.example")
                        .withAppPasswords(List.of(appPassword("first", OLD), full));
        assertThat(directory().account("tevie")).contains(expected);
        assertThat(directory().addressee(address("tevie@x.example")))
                .contains(new Addressee.Mailbox(expected));
        assertThat(provisioning().accounts()).contains(expected, account("other"));
        provisioning().setAccount(withStatus(account("tevie"), Status.SUSPENDED));
        settle();
        assertThat(directory().account("tevie").orElseThrow().appPasswords())
                .isEqualTo(expected.appPasswords());
        provisioning().removeAppPassword("TEVIE", "A.b_c-9");
        settle();
        assertThat(directory().account("tevie").orElseThrow().appPasswords())
                .containsExactly(appPassword("first", OLD));
        provisioning().removeAccount("tevie");
        provisioning().addAccount(account("tevie").withAppPasswords(expected.appPasswords()));
        settle();
        assertThat(directory().account("tevie")).contains(account("tevie"));
    }

    @Test
    void appPasswordsTellWhenTheyWereLastUsed() throws Exception {
        add(account("tevie"));
        provisioning().addAppPassword("tevie", appPassword("a", SCRAM));
        provisioning().addAppPassword("tevie", appPassword("b", SCRAM));
        settle();
        Instant now = Instant.ofEpochSecond(1_790_000_500);
        directory().noteAppPasswordUse("Tevie", "b", now.plusMillis(1));
        directory().noteAppPasswordUse("tevie", "b", now.minusSeconds(60));
        directory().noteAppPasswordUse("tevie", "gone", now);
        directory().noteAppPasswordUse("nobody", "b", now);
        directory().noteAppPasswordUse("", "b", now);
        assertThat(provisioning().appPasswords("TEVIE"))
                .containsExactly(
                        new AppPasswordUse(appPassword("a", SCRAM), Optional.empty()),
                        new AppPasswordUse(appPassword("b", SCRAM), Optional.of(now)));
        directory().noteAppPasswordUse("tevie", "b", now.plusSeconds(3600));
        assertThat(provisioning().appPasswords("tevie").getLast().lastUsed())
                .contains(now.plusSeconds(3600));
        provisioning().removeAppPassword("tevie", "b");
        provisioning().addAppPassword("tevie", appPassword("b", SCRAM));
        assertThat(provisioning().appPasswords("tevie").getLast().lastUsed()).isEmpty();
    }

    @Test
    void appPasswordsThatCannotBeAreRefused() throws Exception {
        add(account("tevie"));
        AppPassword good = appPassword("a", SCRAM);
        provisioning().addAppPassword("tevie", good);
        refused(() -> provisioning().addAppPassword("tevie", good));
        refused(() -> provisioning().addAppPassword("nobody", good));
        refused(() -> provisioning().removeAppPassword("tevie", "b"));
        refused(() -> provisioning().removeAppPassword("nobody", "a"));
        refused(() -> provisioning().appPasswords("nobody"));
        refused(() -> provisioning().addAppPassword("tevie", appPassword("a b", SCRAM)));
        refused(() -> provisioning().addAppPassword("tevie", appPassword("", SCRAM)));
        refused(() -> provisioning().addAppPassword("tevie", appPassword("b", "")));
        refused(() ->
                provisioning()
                        .addAppPassword(
                                "tevie",
                                new AppPassword(
                                        "b",
                                        "a\tb",
                                        SCRAM,
                                        good.services(),
                                        good.created(),
                                        Optional.empty())));
        refused(() ->
                provisioning()
                        .addAppPassword(
                                "tevie",
                                new AppPassword(
                                        "b",
                                        "b",
                                        SCRAM,
                                        Set.of(),
                                        good.created(),
                                        Optional.empty())));
        refused(() ->
                provisioning()
                        .addAppPassword(
                                "tevie",
                                new AppPassword(
                                        "b",
                                        "b",
                                        SCRAM,
                                        good.services(),
                                        good.created(),
                                        Optional.of(good.created()))));
        for (int i = 1; i < 50; i++) {
            provisioning().addAppPassword("tevie", appPassword("more" + i, SCRAM));
        }
        refused(() -> provisioning().addAppPassword("tevie", appPassword("one-too-many", SCRAM)));
        assertThat(provisioning().appPasswords("tevie")).hasSize(50);
    }

    private static void refused(ThrowingCallable change) {
        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(change)
                .withMessageMatching("(?s).{5,}");
    }

    @Test
    void scramIsReadyWhenItServesAppPasswordsToo() throws Exception {
        String otherSalt = "{SCRAM-SHA-256}4096,bXVzdGFyZA==,c3RvcmVk,c2VydmVy";
        add(account("tevie", List.of(OLD, SCRAM)));
        provisioning().addAppPassword("tevie", appPassword("a", SCRAM));
        settle();
        assertThat(directory().isScramReady()).isTrue();
        provisioning().addAppPassword("tevie", appPassword("b", otherSalt));
        settle();
        assertThat(directory().isScramReady()).isFalse();
        provisioning().removeAppPassword("tevie", "b");
        settle();
        assertThat(directory().isScramReady()).isTrue();
        provisioning().setAccount(account("tevie", List.of(otherSalt)));
        settle();
        assertThat(directory().isScramReady()).isFalse();
        directory().upgradeVerifier("tevie", otherSalt, List.of(SCRAM));
        settle();
        assertThat(directory().isScramReady()).isTrue();
        provisioning().setAccount(account("tevie", List.of()));
        settle();
        assertThat(directory().isScramReady()).isTrue();
        provisioning().addAppPassword("tevie", appPassword("c", OLD));
        settle();
        assertThat(directory().isScramReady()).isFalse();
    }

    @Test
    void upgradesAVerifierInItsPlaceAndOnlyIfItIsThere() throws Exception {
        add(account("tevie", List.of("{A}1", OLD, "{B}2"), "tevie@x.example"));
        directory().upgradeVerifier("Tevie", OLD, List.of("{NEW}x", SCRAM));
        settle();
        assertThat(verifiers()).containsExactly("{A}1", "{NEW}x", SCRAM, "{B}2");
        directory().upgradeVerifier("tevie", OLD, List.of("{LATE}x"));
        directory().upgradeVerifier("nobody", OLD, List.of("{LATE}x"));
        directory().upgradeVerifier("", OLD, List.of("{LATE}x"));
        settle();
        assertThat(verifiers()).containsExactly("{A}1", "{NEW}x", SCRAM, "{B}2");
        assertThat(directory().addressee(address("tevie@x.example"))).isPresent();
    }

    private List<String> verifiers() throws Exception {
        return directory().account("tevie").orElseThrow().verifiers();
    }

    private Status standing(String login) throws Exception {
        return directory().account(login).orElseThrow().standing();
    }

    private void add(Account account) throws Exception {
        prepare();
        provisioning().addAccount(account);
        settle();
    }

    private void add(Alias alias) throws Exception {
        prepare();
        provisioning().addAlias(alias);
        settle();
    }

    private void prepare() throws Exception {
        if (provisioning().customers().isEmpty()) {
            Examples.fill(provisioning());
        }
    }
}

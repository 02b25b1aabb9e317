package mailstead.testkit.contract;

import static mailstead.testkit.contract.Examples.account;
import static mailstead.testkit.contract.Examples.address;
import static mailstead.testkit.contract.Examples.alias;
import static mailstead.testkit.contract.Examples.customer;
import static mailstead.testkit.contract.Examples.domain;
import static mailstead.testkit.contract.Examples.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.ApiToken;
import mailstead.spi.AuditRecord;
import mailstead.spi.KeptAnswer;
import mailstead.spi.MoveRequest;
import mailstead.spi.Page;
import mailstead.spi.Provisioning;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Registry;
import mailstead.spi.Registry.Decision;
import mailstead.spi.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Registry} promises. Databases may keep tokens and records between tests. */
public abstract class RegistryContract {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Instant NOW = Instant.parse("2026-11-25T03:00:00Z");

    /** The same directory as {@link #provisioning}. */
    protected abstract Registry registry();

    /** With no entries. */
    protected abstract Provisioning provisioning();

    @BeforeEach
    void fill() throws Exception {
        Examples.fill(provisioning());
    }

    private static Page page(String prefix, String after, int limit) {
        return new Page(Optional.empty(), Optional.empty(), Optional.empty(), prefix, after, limit);
    }

    @Test
    void whatIsKeptIsThereTogether() throws Exception {
        String said =
                registry()
                        .together(desk -> {
                            desk.addAccount(account("tevie", "tevie@x.example"));
                            desk.addAlias(alias("list@x.example", "tevie@x.example"));
                            assertThat(desk.findAccount("tevie")).isPresent();
                            return Decision.keep("done");
                        });
        assertThat(said).isEqualTo("done");
        assertThat(provisioning().findAlias(address("list@x.example"))).isPresent();
    }

    @Test
    void whatIsUndoneRefusedOrFailsHasNotHappened() throws Exception {
        String said =
                registry()
                        .together(desk -> {
                            desk.addCustomer(customer("c3", Status.ACTIVE));
                            return Decision.undo("no");
                        });
        assertThat(said).isEqualTo("no");
        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(() ->
                        registry()
                                .together(desk -> {
                                    desk.addCustomer(customer("c3", Status.ACTIVE));
                                    desk.addCustomer(customer("c1", Status.ACTIVE));
                                    return Decision.keep("");
                                }));
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() ->
                        registry()
                                .together(desk -> {
                                    desk.addCustomer(customer("c3", Status.ACTIVE));
                                    throw new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "x");
                                }));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() ->
                        registry()
                                .together(desk -> {
                                    desk.addCustomer(customer("c3", Status.ACTIVE));
                                    throw new ArithmeticException("a bug");
                                }));
        assertThat(provisioning().findCustomer("c3")).isEmpty();
        provisioning().addCustomer(customer("c3", Status.ACTIVE));
        assertThat(registry().<Boolean>look(desk -> desk.findCustomer("c3").isPresent())).isTrue();
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        for (int i = 0; i < 7; i++) {
            provisioning().addAccount(account("user" + i, "user" + i + "@x.example"));
        }
        provisioning().addAccount(account("us_r", "other@x.example"));
        List<String> seen = new ArrayList<>();
        String after = "";
        List<Account> found;
        do {
            String from = after;
            found = registry().look(desk -> desk.accounts(page("user", from, 3)));
            found.forEach(each -> seen.add(each.login()));
            after = found.isEmpty() ? "" : found.getLast().login();
        } while (!found.isEmpty());
        assertThat(seen)
                .containsExactly("user0", "user1", "user2", "user3", "user4", "user5", "user6");
        assertThat(registry().<List<Account>>look(desk -> desk.accounts(page("us_", "", 9))))
                .as("a prefix is no pattern")
                .extracting(Account::login)
                .containsExactly("us_r");
    }

    @Test
    void filtersChoose() throws Exception {
        provisioning().addAccount(account("tevie", "tevie@x.example"));
        provisioning().addAccount(account("other", "other@y.example"));
        provisioning().addAlias(alias("list@y.example", "a@b.example"));
        provisioning().setDomain(domain("x.example", "c1", Status.SUSPENDED));
        Page inY =
                new Page(
                        Optional.empty(),
                        Optional.of(name("y.example")),
                        Optional.empty(),
                        "",
                        "",
                        9);
        Page ofC2 =
                new Page(
                        Optional.of(Set.of("c2", "c9")),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        "",
                        9);
        Page ofNobody =
                new Page(Optional.of(Set.of()), Optional.empty(), Optional.empty(), "", "", 9);
        Page suspended =
                new Page(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Status.SUSPENDED),
                        "",
                        "",
                        9);
        registry()
                .look(desk -> {
                    assertThat(desk.accounts(inY))
                            .extracting(Account::login)
                            .containsExactly("other");
                    assertThat(desk.aliases(inY)).hasSize(1);
                    assertThat(desk.customers(ofC2)).hasSize(1);
                    assertThat(desk.domains(ofC2)).hasSize(1);
                    assertThat(desk.customers(ofNobody)).isEmpty();
                    assertThat(desk.domains(suspended)).hasSize(1);
                    assertThat(desk.accounts(suspended)).as("its own status").isEmpty();
                    assertThat(desk.volumes(page("mail", "", 9))).hasSize(1);
                    assertThat(desk.backEnds(page("", "", 9))).isEmpty();
                    return "";
                });
    }

    @Test
    void circlesOfAliasesAreSeen() throws Exception {
        provisioning().addAlias(alias("a@x.example", "B@x.example", "z@elsewhere.example"));
        provisioning().addAlias(alias("b@x.example", "c@y.example"));
        assertThat(registry().<Boolean>look(desk -> desk.isLoop(address("a@x.example")))).isFalse();
        provisioning().addAlias(alias("c@y.example", "A@x.example"));
        for (String each : List.of("a@x.example", "B@x.example", "c@y.example")) {
            assertThat(registry().<Boolean>look(desk -> desk.isLoop(address(each)))).isTrue();
        }
    }

    @Test
    void circlesAreSeenHoweverLongAndWide() throws Exception {
        for (int i = 0; i < 40; i++) {
            provisioning().addAlias(alias("l" + i + "@x.example", "L" + (i + 1) + "@x.example"));
        }
        assertThat(registry().<Boolean>look(desk -> desk.isLoop(address("l0@x.example"))))
                .isFalse();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 1_999; i++) {
            members.add("m" + i + "@elsewhere.example");
        }
        members.add("L0@x.example");
        provisioning().addAlias(alias("l40@x.example", members.toArray(String[]::new)));
        for (String each : List.of("l0@x.example", "l20@x.example", "l40@x.example")) {
            assertThat(registry().<Boolean>look(desk -> desk.isLoop(address(each)))).isTrue();
        }
        // Compared as addresses are: only ASCII letters have no case.
        provisioning().addAlias(alias("\u00fc@x.example", "u@x.example"));
        provisioning().addAlias(alias("u@x.example", "\u00dc@x.example"));
        assertThat(registry().<Boolean>look(desk -> desk.isLoop(address("u@x.example")))).isFalse();
    }

    @Test
    void keepsEveryFieldOfATokenAndAMoveAndARecord() throws Exception {
        String id = "t" + COUNT.incrementAndGet();
        ApiToken token =
                new ApiToken(
                        id,
                        "billing",
                        ApiToken.Scope.RESELLER,
                        Set.of("c1", "c2"),
                        "digest-" + id,
                        NOW,
                        Optional.of(NOW.plusSeconds(60)));
        provisioning().addAccount(account("tevie", "tevie@x.example"));
        MoveRequest move =
                new MoveRequest("m1", "tevie", "c1", "mail1", MoveRequest.State.REQUESTED, NOW);
        AuditRecord record =
                new AuditRecord(
                        0,
                        NOW,
                        "t1 (billing)",
                        "192.0.2.1",
                        "create",
                        "accounts",
                        "tevie",
                        Optional.of("c1"),
                        "",
                        "{\"login\":\"tevie\"}");
        KeptAnswer answer = new KeptAnswer(id, "key", "request", "sealed", NOW);
        registry()
                .together(desk -> {
                    desk.addToken(token);
                    desk.addMove(move);
                    desk.note(record);
                    desk.note(record);
                    desk.keep(answer);
                    return Decision.keep("");
                });
        registry()
                .look(desk -> {
                    assertThat(desk.findToken(id)).contains(token);
                    assertThat(desk.findTokenByDigest("digest-" + id)).contains(token);
                    assertThat(desk.findTokenByDigest("")).isEmpty();
                    assertThat(desk.tokens(page(id, "", 1))).hasSize(1);
                    assertThat(desk.findMove("m1")).contains(move);
                    assertThat(desk.findMoveOf("tevie")).contains(move);
                    assertThat(desk.moves(page("", "", 9))).containsExactly(move);
                    List<AuditRecord> newest = desk.notes(page("tevie", "", 2));
                    assertThat(newest).hasSize(2);
                    long number = newest.getFirst().number();
                    assertThat(newest.getLast().number()).isEqualTo(number - 1);
                    assertThat(desk.notes(page("", Long.toString(number), 1)))
                            .containsExactly(newest.getLast());
                    AuditRecord found = desk.findNote(number).orElseThrow();
                    assertThat(found.after()).isEqualTo(record.after());
                    assertThat(found.customerId()).contains("c1");
                    assertThat(desk.findAnswer(id, "key")).contains(answer);
                    return "";
                });
        registry()
                .together(desk -> {
                    desk.forgetAnswers(NOW);
                    assertThat(desk.findAnswer(id, "key")).isPresent();
                    desk.forgetAnswers(NOW.plusMillis(1));
                    assertThat(desk.findAnswer(id, "key")).isEmpty();
                    desk.removeMove("m1");
                    desk.removeToken(id);
                    return Decision.keep("");
                });
        assertThat(registry().<Boolean>look(desk -> desk.findToken(id).isPresent())).isFalse();
    }
}

package mailstead.directory.ldap;

import static mailstead.directory.ldap.LdapTown.address;
import static mailstead.directory.ldap.LdapTown.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.ldap.LdapTown.Choices;
import mailstead.directory.publish.Centre;
import mailstead.directory.publish.Publisher;
import mailstead.directory.publish.PublisherSettings;
import mailstead.directory.replica.CopyDirectory;
import mailstead.directory.replica.FolderSource;
import mailstead.directory.replica.Lifeboat;
import mailstead.directory.replica.Mapper;
import mailstead.directory.replica.Replica;
import mailstead.directory.replica.ReplicaSettings;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.DirectoryVerifier;
import mailstead.spi.Status;
import mailstead.testkit.FakeClock;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is published of LDAP says nothing that LDAP did not say, and serves while it is away. */
@Timeout(120)
final class LdapLifeboatTest {

    private static final String HASH = "{SSHA}HYDJbGMVxs7A8S3GoFQbdkxd5J5vYWx0";
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
    private static final SigningKey.Pair PAIR = SigningKey.Pair.generate();

    @TempDir private Path folder;

    private final RecordingSink events = new RecordingSink();
    private final FakeClock clock = new FakeClock();
    private LdapTown town;
    private Path copies;

    @BeforeEach
    void start() throws Exception {
        town = new LdapTown();
        copies = Files.createDirectory(folder.resolve("copies"));
    }

    @AfterEach
    void stop() {
        town.close();
    }

    private void addAccount(String login, String... lines) throws Exception {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "objectClass: qmailUser",
                                "uid: " + login,
                                "mailMessageStore: /mail1/" + login,
                                "userPassword: " + HASH));
        all.addAll(List.of(lines));
        town.add("uid=" + login + "," + LdapTown.BASE, all.toArray(String[]::new));
    }

    private static Choices qmail() {
        return new Choices().preset(Preset.QMAIL_LDAP);
    }

    /** One publisher, and nobody else. */
    private static final class Alone implements LdapCentre.Turn {
        @Override
        public Centre.Claim claim() {
            return Centre.Claim.HELD;
        }

        @Override
        public void close() {}
    }

    private Publisher publisher(LdapDirectory directory) throws Exception {
        return new Publisher(
                directory.centre(new Alone(), clock, events),
                new LinuxFileSystem(),
                new PublisherSettings(
                        copies.toString(),
                        SigningKey.parse(PAIR.secret()),
                        TrustedKeys.parse(PAIR.open()),
                        Duration.ofHours(1)),
                clock,
                Runnable::run,
                events);
    }

    private Replica replica() throws Exception {
        Replica replica =
                Replica.open(
                        new ReplicaSettings(
                                folder.resolve("copy").toString(),
                                TrustedKeys.parse(PAIR.open()),
                                Duration.ofSeconds(1),
                                Duration.ofHours(3),
                                1L << 30),
                        new FolderSource(new LinuxFileSystem(), copies.toString()),
                        new LinuxFileSystem(),
                        Mapper.LOCAL,
                        THREADS,
                        InstantSource.system(),
                        new Random(1),
                        events);
        replica.start();
        await(replica::isThere);
        return replica;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private Lifeboat lifeboat(LdapDirectory directory, Replica replica) {
        directory.tellNobodyOfSilenceWhile(replica::isThere);
        Lifeboat.Probe probe =
                new Lifeboat.Probe() {
                    @Override
                    public boolean isBack() {
                        return directory.isThere();
                    }

                    @Override
                    public boolean isAway(TemporaryFailure failure) {
                        return LdapDirectory.isAway(failure);
                    }
                };
        return new Lifeboat(directory, probe, replica, THREADS, events);
    }

    private interface Question {
        Object ask() throws MailException;
    }

    /** What a directory says to each name, as login, as name, as address; and to each domain. */
    private static Map<String, Object> answers(Directory directory, List<String> names) {
        Map<String, Object> answers = new LinkedHashMap<>();
        for (String each : names) {
            answers.put("login " + each, said(() -> directory.account(each)));
            answers.put("name " + each, said(() -> directory.accountNamed(each)));
            if (each.contains("@")) {
                answers.put(each, said(() -> directory.addressee(address(each))));
                answers.put(
                        "sub " + each,
                        said(() ->
                                directory.firstAddressee(
                                        List.of(address("no+" + each), address(each)))));
            }
        }
        for (String each : List.of("x.example", "y.example", "z.example")) {
            answers.put("domain " + each, said(() -> directory.domain(name(each))));
        }
        return answers;
    }

    private static Object said(Question question) {
        try {
            return question.ask();
        } catch (MailException doubt) {
            return doubt.reason();
        }
    }

    private void fill() throws Exception {
        addAccount("tevie", "mail: Tevie@x.example", "mailAlternateAddress: catchall@y.example");
        addAccount(
                "golde",
                "mail: golde@x.example",
                "mailAlternateAddress: g@y.example",
                "mailForwardingAddress: friend@elsewhere.example",
                "deliveryMode: localdelivery");
        addAccount(
                "motel",
                "mail: motel@x.example",
                "mailForwardingAddress: tevie@x.example",
                "deliveryMode: nolocal");
        addAccount("lazar", "accountStatus: disabled", "mail: lazar@x.example");
        addAccount("gone", "accountStatus: deleted", "mail: gone@x.example");
        addAccount("machine");
        addAccount("twin-1", "mail: twin@x.example", "mailAlternateAddress: one@x.example");
        addAccount("twin-2", "mail: twin@x.example");
        addAccount("broken", "mail: broken@x.example", "qmailUID: 0", "qmailGID: 5");
    }

    private static final List<String> NAMES =
            List.of(
                    "tevie",
                    "TEVIE",
                    "tevie@x.example",
                    "golde",
                    "golde@x.example",
                    "g@y.example",
                    "\uE000golde@x.example",
                    "motel",
                    "motel@x.example",
                    "lazar",
                    "lazar@x.example",
                    "machine",
                    "twin-1",
                    "one@x.example",
                    "twin@x.example",
                    "broken",
                    "broken@x.example",
                    "\uE001@y.example",
                    "gone",
                    "gone@x.example",
                    "nobody",
                    "nobody@x.example");

    @Test
    void theCopySaysWhatTheServersSaid() throws Exception {
        fill();
        LdapDirectory directory = town.open(qmail());
        Map<String, Object> before = answers(directory, NAMES);
        assertThat(before.get("domain y.example")).asString().contains("\uE001@y.example");
        publisher(directory).publish();
        assertThat(events.events(Event.Trouble.class))
                .as("what is in doubt is told, once")
                .singleElement()
                .satisfies(told -> assertThat(told.what()).contains("are not in the copy"));
        try (Lifeboat boat = lifeboat(directory, replica())) {
            assertThat(answers(boat, NAMES)).isEqualTo(before);
            assertThat(events.events(Event.LifeboatBoarded.class)).isEmpty();
            town.server.shutDown(true);
            Map<String, Object> without = answers(boat, NAMES);
            before.forEach((question, answer) ->
                    assertThat(without.get(question))
                            .as(question)
                            .isEqualTo(
                                    answer.equals(Optional.empty())
                                                    && !question.equals("domain z.example")
                                            ? Reason.DIRECTORY_UNAVAILABLE
                                            : answer));
            assertThat(events.events(Event.LifeboatBoarded.class)).hasSize(1);
            assertThat(town.events.events(Event.Trouble.class))
                    .as("one alarm")
                    .noneMatch(told -> told.what().contains("does not answer"));
            assertThatThrownBy(() -> boat.accountNow("tevie")).isInstanceOf(TemporaryFailure.class);
            town.server.startListening();
            await(() -> {
                said(() -> boat.account("tevie"));
                return !events.events(Event.LifeboatLeft.class).isEmpty();
            });
            await(() -> answers(boat, NAMES).equals(before));
        }
    }

    @Test
    void entriesOfDomainsAndAliasesByLocalPart() throws Exception {
        Choices choices =
                new Choices()
                        .preset(Preset.INET_LOCAL_MAIL_RECIPIENT)
                        .with(Term.DOMAIN_STATUS, "businessCategory")
                        .with(Term.STATUS_VALUES, "off=suspended", "on=active")
                        .with(Term.DOMAIN_CUSTOMER, "o");
        choices.domains = Set.of();
        for (String domain : List.of("x", "y")) {
            town.add(
                    "dc=" + domain + "," + LdapTown.BASE,
                    "objectClass: domainRelatedObject",
                    "dc: " + domain,
                    "o: c-" + domain,
                    "businessCategory: " + (domain.equals("y") ? "off" : "on"),
                    "associatedDomain: " + domain + ".example");
        }
        town.add(
                "uid=tevie," + LdapTown.BASE,
                "objectClass: inetLocalMailRecipient",
                "uid: tevie",
                "mailLocalAddress: tevie@x.example",
                "mailLocalAddress: @x.example",
                "homeDirectory: /mail1/x/tevie",
                "userPassword: " + HASH);
        town.add(
                "uid=golde," + LdapTown.BASE,
                "objectClass: inetLocalMailRecipient",
                "uid: golde",
                "mailLocalAddress: golde@x.example",
                "mailLocalAddress: golde@y.example",
                "homeDirectory: /mail1/x/golde",
                "userPassword: " + HASH);
        town.add(
                "cn=dairy," + LdapTown.BASE,
                "objectClass: nisMailAlias",
                "cn: Dairy",
                "rfc822MailMember: tevie");
        List<String> names =
                List.of(
                        "tevie",
                        "tevie@x.example",
                        "golde@x.example",
                        "dairy@x.example",
                        "dairy@y.example",
                        "\uE001@x.example");
        LdapDirectory directory = town.open(choices);
        Map<String, Object> before = answers(directory, names);
        assertThat(directory.account("golde").map(Account::standing))
                .as("one of its domains is suspended")
                .contains(Status.SUSPENDED);
        publisher(directory).publish();
        try (Lifeboat boat = lifeboat(directory, replica())) {
            town.server.shutDown(true);
            Map<String, Object> without = answers(boat, names);
            for (String question :
                    List.of(
                            "login tevie",
                            "name tevie@x.example",
                            "dairy@x.example",
                            "dairy@y.example",
                            "\uE001@x.example",
                            "domain x.example",
                            "domain y.example")) {
                assertThat(without.get(question)).as(question).isEqualTo(before.get(question));
            }
            assertThat(boat.addressee(address("golde@x.example")))
                    .get()
                    .extracting(found -> ((Addressee.Mailbox) found).account().standing())
                    .isEqualTo(Status.SUSPENDED);
            assertThatThrownBy(() -> boat.domain(name("z.example")))
                    .isInstanceOf(TemporaryFailure.class);
        }
    }

    @Test
    void whatOnlyTheServerCanCheckIsNotCheckedWithoutIt() throws Exception {
        addAccount("tevie", "mail: tevie@x.example");
        LdapDirectory directory = town.open(qmail().check(LdapSettings.PasswordCheck.BIND));
        publisher(directory).publish();
        try (Lifeboat boat = lifeboat(directory, replica())) {
            town.server.shutDown(true);
            Account tevie = boat.account("tevie").orElseThrow();
            DirectoryVerifier verifier =
                    DirectoryVerifier.parse(tevie.verifiers().getFirst()).orElseThrow();
            assertThatThrownBy(() ->
                            boat.checkPassword(
                                    verifier, "tradition".getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(TemporaryFailure.class);
        }
    }

    /** What is left out of it exists, perhaps; so a node that has nothing else refuses nobody. */
    @Test
    void aPartialCopyProvesNothing() throws Exception {
        fill();
        publisher(town.open(qmail())).publish();
        try (CopyDirectory copy = new CopyDirectory(replica())) {
            assertThat(copy.account("tevie")).isPresent();
            for (String doubtful : List.of("twin@x.example", "nobody@x.example")) {
                TemporaryFailure failure =
                        catchThrowableOfType(
                                TemporaryFailure.class, () -> copy.addressee(address(doubtful)));
                assertThat(failure)
                        .rootCause()
                        .hasMessageContaining("cannot tell who does not exist");
            }
        }
    }

    @Test
    void aGenerationIsMadeEachHourAndNotWhileNobodyAnswers() throws Exception {
        addAccount("tevie", "mail: tevie@x.example");
        LdapDirectory directory = town.open(qmail());
        Publisher publisher = publisher(directory);
        long first = publisher.publish().generation();
        addAccount("golde", "mail: golde@x.example");
        clock.advance(Duration.ofMinutes(59));
        assertThat(publisher.publish().generation()).isEqualTo(first);
        clock.advance(Duration.ofMinutes(1));
        publisher.publish();
        long second = publisher.publish().generation();
        assertThat(second).isGreaterThan(first);
        town.server.shutDown(true);
        clock.advance(Duration.ofHours(1));
        for (int i = 0; i < 20; i++) {
            assertThat(publisher.publish().generation()).isEqualTo(second);
        }
        assertThat(events.events(Event.Trouble.class)).as("tried once a minute").hasSize(1);
        assertThat(publisher(directory).publish().generation())
                .as("another process goes on from what is there")
                .isEqualTo(second);
        town.server.startListening();
        await(directory::isThere);
        clock.advance(Duration.ofMinutes(1));
        publisher.publish();
        assertThat(publisher.publish().generation()).isGreaterThan(second);
    }

    /** A server that shows no account was not filled yet, whatever it shows beside. */
    @Test
    void nothingIsPublishedOfNobody() throws Exception {
        town.add("cn=x," + LdapTown.BASE, "objectClass: person", "cn: x", "uid: x");
        Publisher publisher = publisher(town.open(qmail()));
        assertThatThrownBy(publisher::publish).isInstanceOf(TemporaryFailure.class);
        assertThat(copies.resolve("head")).doesNotExist();
    }

    @Test
    void moreThanAPageOfEntries() throws Exception {
        for (int i = 0; i < 1_100; i++) {
            addAccount("u" + i, "mail: u" + i + "@x.example");
        }
        LdapDirectory directory = town.open(qmail());
        publisher(directory).publish();
        try (Lifeboat boat = lifeboat(directory, replica())) {
            town.server.shutDown(true);
            for (int i = 0; i < 1_100; i++) {
                assertThat(boat.addressee(address("u" + i + "@x.example"))).isPresent();
            }
        }
    }
}

package mailstead.directory.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mailstead.directory.ldap.LdapTown.address;
import static mailstead.directory.ldap.LdapTown.name;
import static mailstead.directory.ldap.LdapTown.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.directory.ldap.LdapTown.Choices;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a complete search that finds no entry is "nobody". */
final class DoubtTest {

    private final Saying saying = new Saying();
    private LdapTown town;
    private LdapDirectory directory;

    @BeforeEach
    void start() throws Exception {
        town = new LdapTown(saying);
        add("tevie", "mail: tevie@x.example", "homeDirectory: /mail1/x/tevie");
        directory = town.open(new Choices());
    }

    @AfterEach
    void stop() {
        town.close();
    }

    private void add(String uid, String... lines) throws Exception {
        String[] all = new String[lines.length + 2];
        all[0] = "objectClass: posixAccount";
        all[1] = "uid: " + uid;
        System.arraycopy(lines, 0, all, 2, lines.length);
        town.add("uid=" + uid + "," + LdapTown.BASE, all);
    }

    /** Lets the server say something else than it knows. */
    private static final class Saying extends InMemoryOperationInterceptor {
        private volatile Optional<ResultCode> code = Optional.empty();
        private final AtomicInteger searches = new AtomicInteger();

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request)
                throws LDAPException {
            searches.incrementAndGet();
            if (code.isPresent()) {
                throw new LDAPException(code.get(), "said so");
            }
        }

        @Override
        public void processSearchResult(InMemoryInterceptedSearchResult result) {}
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 3, 4, 7, 8, 10, 11, 12, 13, 32, 33, 36, 48, 49, 50, 51, 52, 53, 54, 80})
    void whatIsNoAnswerIsDoubt(int code) throws Exception {
        assertThat(directory.account("nobody")).isEmpty();
        saying.code = Optional.of(ResultCode.valueOf(code));
        assertDoubt(() -> directory.account("nobody"));
        assertDoubt(() -> directory.account("tevie"));
        assertDoubt(() -> directory.addressee(address("nobody@x.example")));
        saying.code = Optional.empty();
        assertThat(directory.account("nobody")).isEmpty();
    }

    @Test
    void oneAnswerOfSeveralServersIsEnough() throws Exception {
        try (LdapTown other = new LdapTown()) {
            other.add(
                    "uid=golde," + LdapTown.BASE,
                    "objectClass: posixAccount",
                    "uid: golde",
                    "homeDirectory: /mail1/golde");
            Choices choices = new Choices();
            choices.servers = List.of(town.address(), other.address());
            LdapDirectory both = town.open(choices);
            assertThat(both.account("tevie")).as("the first is asked first").isPresent();
            assertThat(both.account("golde")).isEmpty();
            saying.code = Optional.of(ResultCode.BUSY);
            assertThat(both.account("golde")).isPresent();
            assertThat(both.account("tevie")).isEmpty();
        }
    }

    @Test
    void aServerThatShowsNobodyIsNotBelieved() throws Exception {
        town.server.delete("uid=tevie," + LdapTown.BASE);
        LdapDirectory fresh = town.open(new Choices());
        assertDoubt(() -> fresh.account("tevie"));
        assertThat(LdapDirectory.report(town.settings(new Choices())).getFirst().problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("uid", LdapTown.READER));
        add("golde", "homeDirectory: /mail1/golde");
        assertThat(LdapDirectory.report(town.settings(new Choices())).getFirst().problem())
                .isEmpty();
    }

    @Test
    void twoEntriesForOneAddressAreNamed() throws Exception {
        add("golde", "mail: tevie@x.example", "homeDirectory: /mail1/x/golde");
        assertDoubt(() -> directory.addressee(address("tevie@x.example")));
        add("chava", "mail: tevie@x.example", "homeDirectory: /mail1/x/chava");
        assertDoubt(() -> directory.addressee(address("tevie@x.example")));
        assertThat(directory.account("tevie")).as("its login is its own").isPresent();
        assertThat(troubles().getFirst())
                .contains("tevie@x.example", "uid=tevie,dc=isp", "uid=golde,dc=isp");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "homeDirectory: /elsewhere/x|homeDirectory",
                "homeDirectory: /mail1/../../etc|homeDirectory",
                "description: no home|homeDirectory",
                "mail: no address|mail",
                "mail: @@|mail",
                "uidNumber: 0|uidNumber",
                "uidNumber: root|uidNumber",
                "uidNumber: 99999999999|uidNumber",
                "uidNumber: 5|gidNumber",
                "quotaBytes: plenty|quotaBytes",
                "quotaBytes: -1|quotaBytes",
                "quotaBytes: 99999999999999999999|quotaBytes",
                "employeeType: unheard-of|employeeType",
                "businessCategory: two words|businessCategory",
                "uid: second|uid"
            })
    void whatCannotBeUnderstoodIsNamed(String line, String attribute) throws Exception {
        String[] lines =
                line.startsWith("homeDirectory") || line.startsWith("description")
                        ? new String[] {line}
                        : new String[] {line, "homeDirectory: /mail1/x/odd"};
        LdapDirectory strict =
                town.open(
                        new Choices()
                                .with(Term.STATUS, "employeeType")
                                .with(Term.CUSTOMER, "businessCategory"));
        if (line.startsWith("uid: ")) {
            town.add(
                    "cn=odd," + LdapTown.BASE,
                    "objectClass: posixAccount",
                    "cn: odd",
                    "uid: odd",
                    line,
                    lines[1]);
        } else {
            add("odd", lines);
        }
        assertDoubt(() -> strict.account("odd"));
        assertDoubt(() -> strict.account("odd"));
        assertThat(troubles()).as("told once").hasSize(1);
        assertThat(troubles().getFirst()).contains("odd,dc=isp,dc=example", attribute + ":");
        assertThat(strict.account("tevie")).as("others are served").isPresent();
    }

    @Test
    void anEntryThatIsNamedByOneOfItsLoginsHasThatOne() throws Exception {
        add("yente", "uid: matchmaker", "homeDirectory: /mail1/x/yente");
        assertThat(directory.account("Matchmaker").orElseThrow().login()).isEqualTo("yente");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "tev*",
                "tevie)(uid=*",
                "tevie)(|(uid=*",
                "*)(objectClass=*",
                "tevie\\",
                "tevie\0",
                "te(vie",
                "\\2a",
                "JÜRGEN",
                "\u200btevie",
                " tevie",
                "tevie ",
                "",
                "\ud800"
            })
    void whateverANameHoldsItIsJustAName(String hostile) throws Exception {
        assertThat(directory.account(hostile)).isEmpty();
        assertThat(directory.account(hostile.repeat(3000))).isEmpty();
        if (!hostile.isBlank() && hostile.chars().noneMatch(c -> c < 32 || c == 0xd800)) {
            assertThat(route(directory, hostile + "@x.example")).isEqualTo("nobody");
        }
        assertThat(directory.account("tevie")).isPresent();
    }

    @Test
    void namesAreComparedAsElsewhereAndNotAsTheServerDoes() throws Exception {
        add("jürgen", "homeDirectory: /mail1/x/j", "mail: jürgen@x.example");
        assertThat(directory.account("JüRGEN")).isPresent();
        assertThat(directory.account("JÜRGEN")).isEmpty();
        assertThat(route(directory, "Jürgen@x.example")).isEqualTo("jürgen");
        assertThat(route(directory, "JÜrgen@x.example")).isEqualTo("nobody");
        add("a b", "homeDirectory: /mail1/x/ab", "mail: a b@x.example");
        assertThat(route(directory, "a  b@x.example")).isEqualTo("nobody");
    }

    @Test
    void anEntryCannotHaveUsAskTheServer() throws Exception {
        add(
                "sly",
                "homeDirectory: /mail1/x/sly",
                "userPassword: {DIRECTORY}x:uid=tevie," + LdapTown.BASE);
        assertThat(directory.account("sly").orElseThrow().verifiers()).containsExactly("{HIDDEN}");
    }

    @Test
    void whatIsFoundIsUsedAgainForABoundedTimeAndWhatIsNotNever() throws Exception {
        Choices choices = new Choices();
        choices.freshFor = Duration.ofHours(1);
        LdapDirectory remembering = town.open(choices);
        remembering.account("tevie");
        remembering.addressee(address("tevie@x.example"));
        remembering.domain(name("x.example"));
        remembering.account("nobody");
        int before = saying.searches.get();
        remembering.account("TEVIE");
        remembering.addressee(address("Tevie@x.example"));
        remembering.domain(name("x.example"));
        assertThat(saying.searches).hasValue(before);
        remembering.account("nobody");
        assertThat(saying.searches).hasValue(before + 1);
        remembering.accountNow("tevie");
        assertThat(saying.searches).as("whoever refuses asks anew").hasValue(before + 2);

        long[] now = {0};
        Answers answers = new Answers(Duration.ofSeconds(2), 3, () -> now[0]);
        answers.keep("k", "v", answers.now());
        now[0] = Duration.ofMillis(1999).toNanos();
        assertThat(answers.find("k", String.class)).contains("v");
        now[0] = Duration.ofSeconds(2).toNanos();
        assertThat(answers.find("k", String.class)).isEmpty();
        for (int i = 0; i < 100; i++) {
            answers.keep("k" + i, "v", answers.now());
        }
        long held =
                java.util.stream.IntStream.range(0, 100)
                        .filter(i -> answers.find("k" + i, String.class).isPresent())
                        .count();
        assertThat(held).isBetween(0L, 3L);
    }

    @Test
    void domainsThatNobodyTellsAreNotOurs() throws Exception {
        assertThat(directory.domain(name("z.example"))).isEmpty();
        Choices choices = new Choices().preset(Preset.INET_LOCAL_MAIL_RECIPIENT);
        choices.domains = Set.of();
        LdapDirectory searching = town.open(choices);
        assertThat(searching.domain(name("z.example"))).isEmpty();
        saying.code = Optional.of(ResultCode.NO_SUCH_OBJECT);
        assertDoubt(() -> searching.domain(name("z.example")));
    }

    @Test
    void passwordsAreCheckedByTheServer() throws Exception {
        add(
                "golde",
                "homeDirectory: /mail1/x/golde",
                "userPassword: wife",
                "modifyTimestamp: 20260101000000Z");
        for (var check :
                List.of(LdapSettings.PasswordCheck.BIND, LdapSettings.PasswordCheck.COMPARE)) {
            LdapDirectory checking = town.open(new Choices().check(check));
            var verifier = verifier(checking, "golde");
            assertThat(verifier.mark()).isNotEmpty();
            assertThat(answer(checking, verifier, "wife")).as("%s", check).isEqualTo("RIGHT");
            for (String wrong : List.of("strife", "", "\0", "wife\0", "x".repeat(2000))) {
                assertThat(answer(checking, verifier, wrong)).isEqualTo("WRONG");
            }
            assertThat(answer(checking, verifier(checking, "tevie"), "any"))
                    .as("has none")
                    .isEqualTo("WRONG");
            var decoy =
                    mailstead.spi.DirectoryVerifier.parse(checking.decoyVerifiers().getFirst())
                            .orElseThrow();
            assertThat(answer(checking, decoy, "any")).isEqualTo("WRONG");
            assertThat(checking.isScramReady()).isFalse();
        }
        LdapDirectory hashes = town.open(new Choices());
        hashes.account("golde");
        assertThat(hashes.decoyVerifiers())
                .containsExactly("{PLAIN}wife".replace("PLAIN", "CRYPT"));
    }

    private static mailstead.spi.DirectoryVerifier verifier(LdapDirectory directory, String login)
            throws Exception {
        return mailstead.spi.DirectoryVerifier.parse(
                        directory.account(login).orElseThrow().verifiers().getFirst())
                .orElseThrow();
    }

    private static String answer(
            LdapDirectory directory, mailstead.spi.DirectoryVerifier verifier, String password)
            throws Exception {
        return directory.checkPassword(verifier, password.getBytes(UTF_8)).name();
    }

    private List<String> troubles() {
        return town.events.events(Event.Trouble.class).stream().map(Event.Trouble::what).toList();
    }

    static void assertDoubt(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TemporaryFailure.class,
                        failure ->
                                assertThat(failure.reason())
                                        .isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
    }
}

package mailstead.wire.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.wire.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered when, and each mechanism's messages. */
class MechanismsTest {

    private static final Security CLEAR = new Security.Clear();
    private static final byte[] EXPORTER = new byte[32];
    private static final byte[] END_POINT = {1, 2, 3};
    private static final Security TLS =
            new Security.Tls(
                    "TLSv1.3",
                    "TLS_AES_128_GCM_SHA256",
                    Optional.empty(),
                    Optional.of(END_POINT),
                    Optional.of(EXPORTER),
                    Optional.empty());
    private static final Security TLS_UNBOUND =
            new Security.Tls(
                    "TLSv1.2",
                    "cipher",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";

    private final OneUser authenticator = new OneUser();

    @Test
    void offersOnlyWhatWorks() {
        assertThat(Mechanisms.DEFAULT.offered(CLEAR, true)).containsExactly("SCRAM-SHA-256");
        assertThat(Mechanisms.DEFAULT.offered(CLEAR, false)).isEmpty();
        assertThat(Mechanisms.DEFAULT.offered(TLS, true))
                .containsExactly("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(Mechanisms.DEFAULT.offered(TLS_UNBOUND, true))
                .containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(Mechanisms.DEFAULT.offered(TLS, false)).containsExactly("PLAIN", "LOGIN");
        assertThat(new Mechanisms(List.of("LOGIN", "PLAIN"), false).offered(CLEAR, true))
                .containsExactly("LOGIN", "PLAIN");
        assertThat(Mechanisms.DEFAULT.begin("plain", CLEAR, true, authenticator)).isEmpty();
        assertThat(Mechanisms.DEFAULT.begin("GSSAPI", TLS, true, authenticator)).isEmpty();
        assertThat(Mechanisms.DEFAULT.begin("plain", TLS, true, authenticator)).isPresent();
        assertThatThrownBy(() -> new Mechanisms(List.of("CRAM-MD5"), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void plainTakesAnInitialResponseOrAsksForIt() throws Exception {
        assertThat(accepted(answer(begin("PLAIN"), "\0user\0pencil"))).isEqualTo("user/");
        assertThat(accepted(answer(begin("PLAIN"), "boss\0user\0pencil"))).isEqualTo("user/boss");
        Mechanism<String> asked = begin("PLAIN");
        assertThat(challenge(asked.step(Optional.empty()))).isEmpty();
        assertThat(accepted(answer(asked, "\0user\0pencil"))).isEqualTo("user/");
        assertThat(denied(answer(begin("PLAIN"), "\0user\0pen")))
                .isEqualTo(Reason.CREDENTIALS_WRONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "\0user",
                "\0user\0",
                "\0\0pencil",
                "\0user\0pencil\0",
                "\0us\u00ffer\0pencil"
            })
    void plainRefusesWhatIsNotPlain(String message) throws Exception {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(begin("PLAIN").step(Optional.of(octets)))
                .isInstanceOf(Mechanism.Step.Malformed.class);
    }

    @Test
    void loginAsksForNameAndPassword() throws Exception {
        Mechanism<String> asked = begin("LOGIN");
        assertThat(challenge(asked.step(Optional.empty()))).isEqualTo("Username:");
        assertThat(challenge(answer(asked, "user"))).isEqualTo("Password:");
        assertThat(accepted(answer(asked, "pencil"))).isEqualTo("user/");
        Mechanism<String> told = begin("LOGIN");
        assertThat(challenge(answer(told, "user"))).isEqualTo("Password:");
        assertThat(denied(answer(told, "pen"))).isEqualTo(Reason.CREDENTIALS_WRONG);
        assertThat(answer(begin("LOGIN"), "")).isInstanceOf(Mechanism.Step.Malformed.class);
    }

    @Test
    void scramFollowsTheExampleOfRfc7677() throws Exception {
        Mechanism<String> scram = scram("SCRAM-SHA-256", CLEAR);
        assertThat(challenge(scram.step(Optional.empty()))).isEmpty();
        assertThat(challenge(answer(scram, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")))
                .isEqualTo(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(
                        challenge(
                                answer(
                                        scram,
                                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(accepted(answer(scram, ""))).isEqualTo("user/");
        assertThat(answer(scram, "")).isInstanceOf(Mechanism.Step.Malformed.class);
    }

    @Test
    void scramBindsToTheChannel() throws Exception {
        assertThat(
                        accepted(
                                run(
                                        scram("SCRAM-SHA-256-PLUS", TLS),
                                        "p=tls-exporter,,",
                                        EXPORTER,
                                        "user",
                                        "pencil")))
                .isEqualTo("user/");
        assertThat(
                        accepted(
                                run(
                                        scram("SCRAM-SHA-256-PLUS", TLS),
                                        "p=tls-server-end-point,,",
                                        END_POINT,
                                        "user",
                                        "pencil")))
                .isEqualTo("user/");
        byte[] otherChannel = new byte[32];
        otherChannel[0] = 1;
        assertThat(
                        denied(
                                run(
                                        scram("SCRAM-SHA-256-PLUS", TLS),
                                        "p=tls-exporter,,",
                                        otherChannel,
                                        "user",
                                        "pencil")))
                .isEqualTo(Reason.CREDENTIALS_WRONG);
    }

    @Test
    void scramDetectsDowngradesAndUnfitFlags() throws Exception {
        assertMalformed("SCRAM-SHA-256", TLS, "y,,n=user,r=abc");
        assertMalformed("SCRAM-SHA-256", TLS, "p=tls-exporter,,n=user,r=abc");
        assertMalformed("SCRAM-SHA-256-PLUS", TLS, "n,,n=user,r=abc");
        assertMalformed("SCRAM-SHA-256-PLUS", TLS, "y,,n=user,r=abc");
        assertMalformed("SCRAM-SHA-256-PLUS", TLS, "p=tls-unique,,n=user,r=abc");
        assertThat(
                        accepted(
                                run(
                                        scram("SCRAM-SHA-256", CLEAR),
                                        "y,,",
                                        new byte[0],
                                        "user",
                                        "pencil")))
                .isEqualTo("user/");
        assertThat(
                        accepted(
                                run(
                                        scram("SCRAM-SHA-256", TLS),
                                        "n,a=boss,",
                                        new byte[0],
                                        "user",
                                        "pencil")))
                .isEqualTo("user/boss");
    }

    @Test
    void scramFailsAtItsEndOnly() throws Exception {
        byte[] none = {};
        assertThat(denied(run(scram("SCRAM-SHA-256", CLEAR), "n,,", none, "user", "pen")))
                .isEqualTo(Reason.CREDENTIALS_WRONG);
        assertThat(denied(run(scram("SCRAM-SHA-256", CLEAR), "n,,", none, "nobody", "pencil")))
                .isEqualTo(Reason.CREDENTIALS_WRONG);
        assertThat(authenticator.rejections).hasValue(2);
        assertThat(denied(run(scram("SCRAM-SHA-256", CLEAR), "n,,", none, "suspended", "pencil")))
                .isEqualTo(Reason.ACCOUNT_SUSPENDED);
    }

    @Test
    void scramDecodesNames() throws Exception {
        assertThat(
                        accepted(
                                run(
                                        scram("SCRAM-SHA-256", CLEAR),
                                        "n,,",
                                        new byte[0],
                                        "a=2Cb=3D2C",
                                        "pencil")))
                .isEqualTo("a,b=2C/");
        assertThat(
                        accepted(
                                run(
                                        scram("SCRAM-SHA-256", CLEAR),
                                        "n,,",
                                        new byte[0],
                                        "\u2168",
                                        "pencil")))
                .isEqualTo("IX/");
        assertMalformed("SCRAM-SHA-256", CLEAR, "n,,n=a=2Db,r=abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=user",
                "n,,r=abc",
                "n,,n=user,r=",
                "n,,n=,r=abc",
                "n,,n=user,r=a b",
                "n,,m=x,n=user,r=abc",
                "n,b=x,n=user,r=abc",
                "x,,n=user,r=abc",
                "p=,,n=user,r=abc",
                "n,a=,n=user,r=abc",
            })
    void scramRefusesFirstMessagesThatAreNone(String message) throws Exception {
        assertMalformed("SCRAM-SHA-256", CLEAR, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=NONCE",
                "c=biws,r=other,p=dHzb",
                "c=*,r=NONCE,p=dHzb",
                "r=NONCE,c=biws,p=dHzb",
                "c=biws,r=NONCE,p=*"
            })
    void scramRefusesFinalMessagesThatAreNone(String message) throws Exception {
        Mechanism<String> scram = scram("SCRAM-SHA-256", CLEAR);
        answer(scram, "n,,n=user,r=" + CLIENT_NONCE);
        assertThat(answer(scram, message.replace("NONCE", CLIENT_NONCE + SERVER_NONCE)))
                .isInstanceOf(Mechanism.Step.Malformed.class);
    }

    @Test
    void aProofOfAnotherLengthIsWrongNotMalformed() throws Exception {
        Mechanism<String> scram = scram("SCRAM-SHA-256", CLEAR);
        answer(scram, "n,,n=user,r=" + CLIENT_NONCE);
        assertThat(denied(answer(scram, "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE + ",p=dHzb")))
                .isEqualTo(Reason.CREDENTIALS_WRONG);
    }

    @Test
    void noOctetsMakeAMechanismThrow() throws Exception {
        Random random = new Random(7677);
        String alphabet = "n,=rpcy\0user\u00ff2C";
        for (int i = 0; i < 2000; i++) {
            for (String name : List.of("PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS")) {
                Mechanism<String> mechanism = begin(name);
                for (int turn = 0; turn < 3; turn++) {
                    byte[] octets = new byte[random.nextInt(20)];
                    for (int j = 0; j < octets.length; j++) {
                        octets[j] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
                    }
                    assertThat(mechanism.step(Optional.of(octets)))
                            .isNotInstanceOf(Mechanism.Step.Success.class);
                }
            }
        }
    }

    private void assertMalformed(String name, Security security, String first)
            throws MailException {
        assertThat(answer(scram(name, security), first))
                .isInstanceOf(Mechanism.Step.Malformed.class);
    }

    private Mechanism<String> begin(String name) {
        return Mechanisms.DEFAULT.begin(name, TLS, true, authenticator).orElseThrow();
    }

    private Mechanism<String> scram(String name, Security security) {
        return Mechanisms.DEFAULT
                .begin(name, security, true, authenticator, () -> SERVER_NONCE)
                .orElseThrow();
    }

    private static Mechanism.Step<String> run(
            Mechanism<String> scram, String gs2Header, byte[] binding, String name, String password)
            throws MailException {
        ScramClient client = new ScramClient(gs2Header, binding, name, CLIENT_NONCE, password);
        String serverFirst = challenge(answer(scram, client.first()));
        Mechanism.Step<String> end = answer(scram, client.last(serverFirst));
        if (end instanceof Mechanism.Step.Challenge<String>) {
            assertThat(challenge(end)).isEqualTo(client.expectedServerFinal());
            return answer(scram, "");
        }
        return end;
    }

    private static Mechanism.Step<String> answer(Mechanism<String> mechanism, String response)
            throws MailException {
        return mechanism.step(Optional.of(response.getBytes(StandardCharsets.UTF_8)));
    }

    private static String challenge(Mechanism.Step<String> step) {
        assertThat(step).isInstanceOf(Mechanism.Step.Challenge.class);
        return new String(
                ((Mechanism.Step.Challenge<String>) step).octets(), StandardCharsets.UTF_8);
    }

    private static String accepted(Mechanism.Step<String> step) {
        assertThat(step).isInstanceOf(Mechanism.Step.Success.class);
        return ((Mechanism.Step.Success<String>) step).principal();
    }

    @Test
    void whoseRefusalItWasIsHandedOn() throws Exception {
        byte[] none = {};
        Refusal known = Refusal.of(Reason.CREDENTIALS_WRONG, OneUser.CUSTOMER);
        Refusal unknown = Refusal.of(Reason.CREDENTIALS_WRONG);
        assertThat(answer(begin("PLAIN"), "\0user\0pen"))
                .isEqualTo(new Mechanism.Step.Denied<>(known, "user"));
        assertThat(answer(begin("PLAIN"), "\0nobody\0pen"))
                .isEqualTo(new Mechanism.Step.Denied<>(unknown, "nobody"));
        Mechanism<String> login = begin("LOGIN");
        answer(login, "user");
        assertThat(answer(login, "pen")).isEqualTo(new Mechanism.Step.Denied<>(known, "user"));
        assertThat(run(scram("SCRAM-SHA-256", CLEAR), "n,,", none, "user", "pen"))
                .isEqualTo(new Mechanism.Step.Denied<>(known, "user"));
        assertThat(run(scram("SCRAM-SHA-256", CLEAR), "n,,", none, "nobody", "pen"))
                .isEqualTo(new Mechanism.Step.Denied<>(unknown, "nobody"));
        assertThat(run(scram("SCRAM-SHA-256", CLEAR), "n,,", none, "suspended", "pencil"))
                .isEqualTo(
                        new Mechanism.Step.Denied<>(
                                Refusal.of(Reason.ACCOUNT_SUSPENDED, OneUser.CUSTOMER),
                                "suspended"));
    }

    private static Reason denied(Mechanism.Step<String> step) {
        assertThat(step).isInstanceOf(Mechanism.Step.Denied.class);
        return ((Mechanism.Step.Denied<String>) step).refusal().reason();
    }
}

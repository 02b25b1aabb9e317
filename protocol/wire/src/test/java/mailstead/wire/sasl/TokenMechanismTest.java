package mailstead.wire.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.wire.Security;
import mailstead.wire.sasl.Mechanism.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OAUTHBEARER, XOAUTH2 and EXTERNAL, message by message; {@code ^} stands for control A. */
class TokenMechanismTest {

    private static final String TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    private static final Security TLS =
            new Security.Tls(
                    "TLSv1.3",
                    "cipher",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private final OneUser authenticator = new OneUser();

    @Test
    void isOfferedWithAProviderAndTlsOnly() {
        assertThat(Mechanisms.DEFAULT.offered(TLS, true))
                .doesNotContain("OAUTHBEARER", "XOAUTH2", "EXTERNAL");
        assertThat(Mechanisms.ALL.offered(TLS, false))
                .containsExactly("OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN");
        assertThat(Mechanisms.ALL.offered(new Security.Clear(), true))
                .containsExactly("SCRAM-SHA-256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,a=user@example.com,^host=server.example.com^port=143^auth=Bearer "
                        + TOKEN
                        + "^^",
                "n,a=user@example.com,^auth=bearer " + TOKEN + "^^",
                "y,a=user@example.com,^auth=Bearer " + TOKEN + "^mthd=x^qs=a=b^^",
            })
    void takesATokenInEveryForm(String message) throws Exception {
        assertThat(say("OAUTHBEARER", message))
                .isEqualTo(new Step.Success<>("user/user@example.com", "user"));
    }

    @Test
    void theNameIsDecodedAndMayBeLeftOut() throws Exception {
        assertThat(say("OAUTHBEARER", "n,,^auth=Bearer " + TOKEN + "^^"))
                .isEqualTo(new Step.Success<>("user/", "user"));
        assertThat(say("OAUTHBEARER", "n,a=a=2Cb=3Dc,^auth=Bearer " + TOKEN + "^^"))
                .isEqualTo(new Step.Success<>("user/a,b=c", "user"));
        assertThat(say("XOAUTH2", "user=tevie^auth=Bearer " + TOKEN + "^^"))
                .isEqualTo(new Step.Success<>("user/tevie", "user"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "^",
                "n,a=user,",
                "n,a=user,^",
                "n,a=user,^^",
                "n,a=user,^host=x^^",
                "n,a=user,^auth=Bearer t^",
                "n,a=user,^auth=Bearer t",
                "n,a=user,auth=Bearer t^^",
                "n,a=user,^auth=Bearer t^^^",
                "n,a=user,^auth=Bearer t^^x",
                "n,a=user,^auth=Bearer t^auth=Bearer u^^",
                "n,a=user,^auth=Basic t^^",
                "n,a=user,^auth=Bearer ^^",
                "n,a=user,^auth=Bearer a b^^",
                "n,a=user,^auth=Bearer \u00e9^^",
                "n,a=user,^auth=Bearert^^",
                "n,a=user,^=x^auth=Bearer t^^",
                "n,a=user,^2x=x^auth=Bearer t^^",
                "n,a=user,^novalue^auth=Bearer t^^",
                "n,a=,^auth=Bearer t^^",
                "n,a=u=ser,^auth=Bearer t^^",
                "n,user,^auth=Bearer t^^",
                "p=tls-exporter,a=user,^auth=Bearer t^^",
                "x,a=user,^auth=Bearer t^^",
                "F,n,a=user,^auth=Bearer t^^",
                "n,a=user,,^auth=Bearer t^^",
                "user=tevie^auth=Bearer t^^"
            })
    void refusesWhatIsMalformed(String message) throws Exception {
        assertThat(say("OAUTHBEARER", message)).isInstanceOf(Step.Malformed.class);
        if (!message.startsWith("user=")) {
            assertThat(say("XOAUTH2", message)).isInstanceOf(Step.Malformed.class);
        }
    }

    @Test
    void aRefusalIsToldInJsonAndEndsWithTheNextResponse() throws Exception {
        Mechanism<String> mechanism = begin("OAUTHBEARER");
        Step<String> told = mechanism.step(octets("n,a=user,^auth=Bearer narrow^^"));
        assertThat(told).isInstanceOf(Step.Challenge.class);
        assertThat(new String(((Step.Challenge<String>) told).octets(), UTF_8))
                .isEqualTo(
                        "{\"status\":\"insufficient_scope\",\"scope\":\"example_scope\","
                                + "\"openid-configuration\":\"https://example.com/.well-known/openid-configuration\"}");
        assertThat(mechanism.step(octets("^")))
                .isEqualTo(new Step.Denied<>(Refusal.of(Reason.CREDENTIALS_WRONG), "user"));
        assertThat(mechanism.step(octets("n,,^auth=Bearer " + TOKEN + "^^")))
                .isInstanceOf(Step.Malformed.class);
        assertThat(say("OAUTHBEARER", "n,a=user,^auth=Bearer suspended^^"))
                .as("no other token would help")
                .isEqualTo(
                        new Step.Denied<>(
                                Refusal.of(Reason.ACCOUNT_SUSPENDED, OneUser.CUSTOMER), "user"));
    }

    @Test
    void noOctetsMakeItThrow() throws Exception {
        Random random = new Random(7628);
        List<String> pieces =
                List.of(
                        "n,", "a=", "user", ",", "^", "auth=", "Bearer ", "t", "=", "\0", "\u00e9",
                        "host=x", "y,,");
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            byte[] message = octets(text.toString()).orElseThrow();
            if (random.nextBoolean() && message.length > 0) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            for (String name : List.of("OAUTHBEARER", "XOAUTH2")) {
                assertThat(begin(name).step(Optional.of(message.clone()))).isNotNull();
            }
        }
    }

    private Step<String> say(String mechanism, String message) throws Exception {
        return begin(mechanism).step(octets(message));
    }

    private Mechanism<String> begin(String name) {
        return Mechanisms.ALL.begin(name, TLS, true, authenticator).orElseThrow();
    }

    private static Optional<byte[]> octets(String text) {
        return Optional.of(text.replace('^', (char) 1).getBytes(UTF_8));
    }
}

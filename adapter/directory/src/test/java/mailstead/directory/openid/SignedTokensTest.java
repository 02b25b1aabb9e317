package mailstead.directory.openid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.TokenProvider.Answer;
import mailstead.testkit.FakeClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTokensTest {

    private static final Provider PROVIDER = new Provider();
    private static final Answer GOOD = new Answer.Valid("tevie@cluster.example");

    private final FakeClock clock = new FakeClock();
    private byte[] keySet = PROVIDER.keySet();
    private boolean isAway;
    private int fetches;
    private SignedTokens tokens = tokens(Set.of("mail"));

    private SignedTokens tokens(Set<String> scopes) {
        try {
            return new SignedTokens(
                    this::fetch,
                    new Expectations(
                            Optional.of(Provider.ISSUER),
                            Set.of("mailstead", "other-us"),
                            scopes,
                            "email",
                            Duration.ofSeconds(60)),
                    clock,
                    new ProviderConnection(
                            SSLContext.getDefault(), Duration.ofSeconds(1), Runnable::run));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] fetch() throws IOException {
        fetches++;
        if (isAway) {
            throw new IOException("away");
        }
        return keySet;
    }

    @BeforeEach
    void begin() {
        fetches = 0;
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /** The claims of a good token; what is given replaces or adds to them. */
    private String claims(String... changes) {
        StringBuilder json = new StringBuilder("{");
        List<String> usual =
                List.of(
                        "\"iss\":\"" + Provider.ISSUER + "\"",
                        "\"aud\":[\"account\",\"mailstead\"]",
                        "\"exp\":" + (now() + 300),
                        "\"scope\":\"openid mail\"",
                        "\"email\":\"tevie@cluster.example\"");
        for (String each : usual) {
            String name = each.substring(0, each.indexOf(':'));
            boolean isChanged = Stream.of(changes).anyMatch(c -> c.startsWith(name + ":"));
            if (!isChanged) {
                json.append(json.length() > 1 ? "," : "").append(each);
            }
        }
        for (String change : changes) {
            if (!change.endsWith(":")) {
                json.append(json.length() > 1 ? "," : "").append(change);
            }
        }
        return json.append("}").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RS256 {\"alg\":\"RS256\",\"kid\":\"r\"}",
                "PS256 {\"alg\":\"PS256\",\"kid\":\"r\",\"typ\":\"JWT\"}",
                "ES256 {\"alg\":\"ES256\",\"kid\":\"e\",\"typ\":\"application/at+jwt\"}",
                "EdDSA {\"alg\":\"EdDSA\",\"kid\":\"d\"}",
                "RS256 {\"alg\":\"RS256\"}",
                "ES256 {\"alg\":\"ES256\"}"
            })
    void takesEveryAlgorithm(String line) throws Exception {
        String[] parts = line.split(" ", 2);
        assertThat(tokens.check(PROVIDER.signed(parts[1], claims(), parts[0]))).isEqualTo(GOOD);
    }

    @Test
    void takesWhatProvidersWrite() throws Exception {
        for (String change :
                List.of(
                        "\"aud\":\"mailstead\"",
                        "\"scope\":\"mail\"",
                        "\"scp\":[\"mail\"]",
                        "\"scp\":\"x mail\"",
                        "\"email_verified\":true",
                        "\"nbf\":" + (now() + 59),
                        "\"exp\":" + (now() - 59),
                        "\"exp\":" + (now() + 1) + ".5")) {
            assertThat(tokens.check(PROVIDER.token(claims(change)))).as(change).isEqualTo(GOOD);
        }
    }

    static Stream<String> wrongClaims() {
        return Stream.of(
                "\"iss\":\"https://id.example.net\"",
                "\"iss\":\"https://evil.example/\"",
                "\"iss\":[\"" + Provider.ISSUER + "\"]",
                "\"iss\":",
                "\"aud\":\"somebody-else\"",
                "\"aud\":[]",
                "\"aud\":{\"mailstead\":1}",
                "\"aud\":",
                "\"exp\":",
                "\"exp\":\"2099-01-01\"",
                "\"exp\":null",
                "\"nbf\":99999999999",
                "\"nbf\":\"x\"",
                "\"email\":",
                "\"email\":\"\"",
                "\"email\":[\"tevie@cluster.example\"]",
                "\"email\":\"" + "x".repeat(255) + "\"",
                "\"email_verified\":false",
                "\"email_verified\":\"false\"");
    }

    @ParameterizedTest
    @MethodSource("wrongClaims")
    void refusesWrongClaims(String change) throws Exception {
        assertThat(tokens.check(PROVIDER.token(claims(change)))).isEqualTo(new Answer.Invalid());
    }

    @Test
    void tellsWhatAnotherTokenWouldHelp() throws Exception {
        assertThat(tokens.check(PROVIDER.token(claims("\"exp\":" + (now() - 60)))))
                .isEqualTo(new Answer.Expired());
        assertThat(tokens.check(PROVIDER.token(claims("\"exp\":-1e300"))))
                .isEqualTo(new Answer.Expired());
        assertThat(tokens.check(PROVIDER.token(claims("\"scope\":\"openid mailing\""))))
                .isEqualTo(new Answer.ScopeMissing());
        assertThat(tokens.check(PROVIDER.token(claims("\"scope\":"))))
                .isEqualTo(new Answer.ScopeMissing());
    }

    /** Each is signed, or seems to be, and none is what it must be. */
    @Test
    void refusesHostileTokens() throws Exception {
        String good = PROVIDER.token(claims());
        String[] parts = good.split("\\.", -1);
        String body = Provider.url(claims().getBytes(UTF_8));
        List<String> hostile =
                List.of(
                        "",
                        ".",
                        "..",
                        "...",
                        good + ".",
                        good + "x",
                        good.substring(0, good.length() - 2),
                        parts[0] + "." + parts[1] + ".",
                        parts[0] + ".." + parts[2],
                        // RFC 8725 section 2.1
                        unsigned("{\"alg\":\"none\"}", body),
                        unsigned("{\"alg\":\"NONE\"}", body),
                        unsigned("{}", body),
                        keyed("{\"alg\":\"HS256\",\"kid\":\"r\"}", body),
                        keyed("{\"alg\":\"RS256\",\"kid\":\"r\"}", body),
                        // another algorithm than the header says, or than the key is for
                        PROVIDER.signed("{\"alg\":\"RS256\",\"kid\":\"r\"}", claims(), "PS256"),
                        PROVIDER.signed("{\"alg\":\"PS256\",\"kid\":\"r\"}", claims(), "RS256"),
                        PROVIDER.signed("{\"alg\":\"RS512\",\"kid\":\"r\"}", claims(), "RS512"),
                        PROVIDER.signed("{\"alg\":\"RS256\",\"kid\":\"e\"}", claims(), "RS256"),
                        PROVIDER.signed("{\"alg\":\"ES256\",\"kid\":\"e\"}", claims(), "DER"),
                        PROVIDER.signed("{\"alg\":\"EdDSA\",\"kid\":\"e\"}", claims(), "ES256"),
                        // a key of the sender's
                        new Provider().token(claims()),
                        PROVIDER.signed(
                                "{\"alg\":\"RS256\",\"jwk\":"
                                        + new Provider().rsaKey("")
                                        + ",\"kid\":\"x\"}",
                                claims(),
                                "RS256"),
                        // what we do not understand
                        PROVIDER.signed(
                                "{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[\"b64\"],\"b64\":false}",
                                claims(),
                                "RS256"),
                        PROVIDER.signed(
                                "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"logout+jwt\"}",
                                claims(),
                                "RS256"),
                        PROVIDER.signed("{\"alg\":\"RS256\",\"kid\":7}", claims(), "RS256"),
                        PROVIDER.signed("{\"alg\":\"rs256\",\"kid\":\"r\"}", claims(), "RS256"),
                        PROVIDER.signed(
                                "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"r\"}",
                                claims(),
                                "RS256"),
                        PROVIDER.signed("{\"alg\":\"RS256\",\"kid\":\"r\"} x", claims(), "RS256"),
                        // claims that are not an object, or are said twice
                        PROVIDER.token("[]"),
                        PROVIDER.token("null"),
                        PROVIDER.token(claims().replaceFirst("\\{", "{\"email\":\"x\",")),
                        PROVIDER.token("{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}"),
                        PROVIDER.token(claims("\"x\":\"" + "y".repeat(9_000) + "\"")));
        for (String each : hostile) {
            assertThat(tokens.check(each)).as(each).isEqualTo(new Answer.Invalid());
        }
        assertThat(tokens.check(good)).isEqualTo(GOOD);
    }

    private static String unsigned(String header, String body) {
        return Provider.url(header.getBytes(UTF_8)) + "." + body + ".";
    }

    /** The public key, in each form that a library might take for a secret. */
    private static String keyed(String header, String body) throws Exception {
        String signed = Provider.url(header.getBytes(UTF_8)) + "." + body;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(PROVIDER.rsa.getPublic().getEncoded(), "HmacSHA256"));
        return signed + "." + Provider.url(mac.doFinal(signed.getBytes(UTF_8)));
    }

    /** Any octet changed anywhere: never good, never anything but an answer. */
    @Test
    void noChangedTokenIsGood() throws Exception {
        String good = PROVIDER.token(claims());
        Random random = new Random(7628);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder changed = new StringBuilder(good);
            int at = random.nextInt(good.length());
            char c = (char) (32 + random.nextInt(95));
            if (c == good.charAt(at)) {
                continue;
            }
            changed.setCharAt(at, c);
            Answer answer = tokens.check(changed.toString());
            // The last character of base64 has bits that mean nothing.
            if (!isSameOctets(good, changed.toString())) {
                assertThat(answer).as(changed.toString()).isEqualTo(new Answer.Invalid());
            }
        }
    }

    private static boolean isSameOctets(String one, String other) {
        try {
            return java.util.Arrays.equals(
                            Base64.getUrlDecoder().decode(one.substring(one.lastIndexOf('.') + 1)),
                            Base64.getUrlDecoder()
                                    .decode(other.substring(other.lastIndexOf('.') + 1)))
                    && one.substring(0, one.lastIndexOf('.'))
                            .equals(other.substring(0, other.lastIndexOf('.')));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Test
    void keysThatCannotBeTrustedDoNotServe() throws Exception {
        String token = PROVIDER.token(claims());
        String zero = Provider.url(new byte[32]);
        for (byte[] set :
                List.of(
                        Provider.keySet(PROVIDER.rsaKey(",\"kid\":\"r\",\"use\":\"enc\"")),
                        Provider.keySet(PROVIDER.rsaKey(",\"kid\":\"r\",\"alg\":\"RS384\"")),
                        Provider.keySet(
                                PROVIDER.rsaKey(",\"kid\":\"r\",\"key_ops\":[\"encrypt\"]")),
                        Provider.keySet("{\"kty\":\"oct\",\"kid\":\"r\",\"k\":\"AAAA\"}"),
                        Provider.keySet(
                                "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"),
                        Provider.keySet(
                                "{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"!\",\"e\":\"AQAB\"}"),
                        Provider.keySet(
                                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"r\",\"x\":\""
                                        + zero
                                        + "\",\"y\":\""
                                        + zero
                                        + "\"}"),
                        Provider.keySet("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}"))) {
            keySet = set;
            SignedTokens fresh = tokens(Set.of());
            assertThat(fresh.check(token))
                    .as(new String(set, UTF_8))
                    .isEqualTo(new Answer.Invalid());
            fresh.close();
        }
    }

    // Keys, and when they come

    @Test
    void newKeysAreFetchedWhenATokenNamesOneButOnceAMinute() throws Exception {
        assertThat(tokens.check(PROVIDER.token(claims()))).isEqualTo(GOOD);
        assertThat(fetches).isEqualTo(1);
        Provider next = new Provider();
        String rolled = next.signed("{\"alg\":\"ES256\",\"kid\":\"new\"}", claims(), "ES256");
        for (int i = 0; i < 100; i++) {
            assertThat(
                            tokens.check(
                                    next.signed(
                                            "{\"alg\":\"EdDSA\",\"kid\":\"" + i + "\"}",
                                            claims(),
                                            "EdDSA")))
                    .isEqualTo(new Answer.Invalid());
        }
        assertThat(fetches).as("a flood of unknown keys").isEqualTo(1);
        keySet = Provider.keySet(next.p256Key(",\"kid\":\"new\""));
        assertThat(tokens.check(rolled)).isEqualTo(new Answer.Invalid());
        clock.advance(Duration.ofSeconds(61));
        assertThat(tokens.check(rolled)).isEqualTo(GOOD);
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void aProviderThatIsAwayIsNeverAWrongToken() throws Exception {
        isAway = true;
        String token = PROVIDER.token(claims("\"exp\":" + (now() + 1_000_000)));
        for (int i = 0; i < 10; i++) {
            unavailable(token);
        }
        assertThat(fetches).isEqualTo(1);
        isAway = false;
        clock.advance(Duration.ofSeconds(6));
        assertThat(tokens.check(token)).isEqualTo(GOOD);
        isAway = true;
        clock.advance(Duration.ofHours(23));
        assertThat(tokens.check(token)).as("yesterday's keys").isEqualTo(GOOD);
        unavailable(
                new Provider().signed("{\"alg\":\"RS256\",\"kid\":\"new\"}", claims(), "RS256"));
        clock.advance(Duration.ofHours(2));
        unavailable(token);
        keySet = "not a key set".getBytes(UTF_8);
        isAway = false;
        clock.advance(Duration.ofSeconds(6));
        unavailable(token);
        keySet = PROVIDER.keySet();
        clock.advance(Duration.ofSeconds(6));
        assertThat(tokens.check(token)).isEqualTo(GOOD);
    }

    private void unavailable(String token) {
        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() -> tokens.check(token))
                .satisfies(failure ->
                        assertThat(failure.reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE));
    }

    // The examples of the RFCs

    /** RFC 7515 appendix A.3, RFC 8037 appendix A.4. */
    @Test
    void knowsTheExamplesOfTheRfcs() {
        String es256 =
                "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                        + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8IS"
                        + "lSApmWQxfKTUJqPP3-Kg6NU1Q";
        KeySet keys =
                KeySet.parse(
                                Provider.keySet(
                                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                                                + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}",
                                        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"))
                        .orElseThrow();
        SignedToken token = SignedToken.parse(es256).orElseThrow();
        assertThat(token.claims().text("iss")).contains("joe");
        assertThat(
                        SignatureAlgorithm.ES256.verifies(
                                keys.candidates(SignatureAlgorithm.ES256, Optional.empty())
                                        .getFirst(),
                                token.signed(),
                                token.signature()))
                .isTrue();
        assertThat(
                        SignatureAlgorithm.EDDSA.verifies(
                                keys.candidates(SignatureAlgorithm.EDDSA, Optional.empty())
                                        .getFirst(),
                                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
                                        .getBytes(UTF_8),
                                Base64.getUrlDecoder()
                                        .decode(
                                                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")))
                .isTrue();
    }
}

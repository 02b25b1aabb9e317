package mailstead.service.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.mail.TemporaryFailure;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;
import mailstead.service.account.CertificateAuthentication.Name;
import mailstead.service.password.PasswordHashes;
import mailstead.testkit.FakeClock;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose a certificate is that TLS has verified. Made with OpenSSL, valid for a hundred years. */
final class CertificateAuthenticationTest {

    /** O=Dairy, CN=golde; email: Tevie@Cluster.example and another, DNS: tevie. */
    private static final X509Certificate EMAIL =
            certificate(
                    "MIIB3DCCAYGgAwIBAgIUMommR2iPdYc6mraAmkvdxu83CDYwCgYIKoZIzj0EAwIw"
                            + "IDEOMAwGA1UECgwFRGFpcnkxDjAMBgNVBAMMBWdvbGRlMCAXDTI2MTEyNTAzMjg1"
                            + "NVoYDzIxMjYxMTAxMDMyODU1WjAgMQ4wDAYDVQQKDAVEYWlyeTEOMAwGA1UEAwwF"
                            + "Z29sZGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATdymi+Nh8lLg5llt0ZRFuE"
                            + "i+cuYEM6Wi5J41xVMXNnY5hVBq3qW2hsOlEGz//66pn5dFS7HaxyV0foJRnHUdm3"
                            + "o4GWMIGTMB0GA1UdDgQWBBRW9lrV1KfwcN4wB5gfLizvtMWL4zAfBgNVHSMEGDAW"
                            + "gBRW9lrV1KfwcN4wB5gfLizvtMWL4zAPBgNVHRMBAf8EBTADAQH/MEAGA1UdEQQ5"
                            + "MDeBFVRldmllQENsdXN0ZXIuZXhhbXBsZYEXb3RoZXJAZWxzZXdoZXJlLmV4YW1w"
                            + "bGWCBXRldmllMAoGCCqGSM49BAMCA0kAMEYCIQCO7Wc6unSK4IMaT/Vl8oUjxErt"
                            + "65drKF9UqVuE+JGBBgIhAMCJm5fKAyrNRTvWsqBwYONbdPUDm+3Uea9YMH7PUox6");

    /** CN=nobody, O=Dairy, CN=tevie (the most specific); DNS: golde. */
    private static final X509Certificate COMMON =
            certificate(
                    "MIIByjCCAXGgAwIBAgIUZGLW0bIEqya3IdGcBD/e685O8mQwCgYIKoZIzj0EAwIw"
                            + "MTEPMA0GA1UEAwwGbm9ib2R5MQ4wDAYDVQQKDAVEYWlyeTEOMAwGA1UEAwwFdGV2"
                            + "aWUwIBcNMjYxMTI1MDMyODU2WhgPMjEyNjExMDEwMzI4NTZaMDExDzANBgNVBAMM"
                            + "Bm5vYm9keTEOMAwGA1UECgwFRGFpcnkxDjAMBgNVBAMMBXRldmllMFkwEwYHKoZI"
                            + "zj0CAQYIKoZIzj0DAQcDQgAESFhU7VUAYDZkKeEMAkvwmnoOI/XcPjKMfKRy60/3"
                            + "DuEvDjCWwMKeTz4aDeFH9+csR4lGr7EFl2YN3LPOVF5qVKNlMGMwHQYDVR0OBBYE"
                            + "FAzQfm4XRe0YJgqwrogvufIH2OWtMB8GA1UdIwQYMBaAFAzQfm4XRe0YJgqwrogv"
                            + "ufIH2OWtMA8GA1UdEwEB/wQFMAMBAf8wEAYDVR0RBAkwB4IFZ29sZGUwCgYIKoZI"
                            + "zj0EAwIDRwAwRAIgLQwPkQLSPeZwSi08fTtrxENzNIFQohCkAfrO7qOSP2wCIDCO"
                            + "a4td2YOAcS9MG3Y/tTqyKu5K7Ztvxr5O1Qpb1hME");

    /** O=Dairy. */
    private static final X509Certificate NAMELESS =
            certificate(
                    "MIIBgzCCASqgAwIBAgIUe8K3YpROE6iFpkCUrSx5uts8BWIwCgYIKoZIzj0EAwIw"
                            + "EDEOMAwGA1UECgwFRGFpcnkwIBcNMjYxMTI1MDMyODU2WhgPMjEyNjExMDEwMzI4"
                            + "NTZaMBAxDjAMBgNVBAoMBURhaXJ5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
                            + "vWIITiubOAzOmZ5A5FWOizlOYwEVyK8lSzUwR3X0y66VkoL58SuJYGERqS49ANOO"
                            + "RZETnpLnYq6s1fwpVk+FbKNgMF4wHQYDVR0OBBYEFMRCQ5jwq2udoIIsK6CLXl5d"
                            + "Wu9/MB8GA1UdIwQYMBaAFMRCQ5jwq2udoIIsK6CLXl5dWu9/MA8GA1UdEwEB/wQF"
                            + "MAMBAf8wCwYDVR0PBAQDAgeAMAoGCCqGSM49BAMCA0cAMEQCIASho+zcFG9VsmgU"
                            + "k+6byCxEvU17C+bf/DaeG4SDYQODAiBoNONxjXAKDN4B1nIwQQ57v3CMe0vzae6j"
                            + "rKZWn8KzQg==");

    /** CN=x\\,CN=tevie (one name with a comma); email: a stranger's and golde@cluster.example. */
    private static final X509Certificate MANY =
            certificate(
                    "MIIBwjCCAWegAwIBAgIUWjw/DQnKjq8rC9R2U1OPkFuy0c8wCgYIKoZIzj0EAwIw"
                            + "FTETMBEGA1UEAwwKeCxDTj10ZXZpZTAgFw0yNjExMjUwMzI4NTZaGA8yMTI2MTEw"
                            + "MTAzMjg1NlowFTETMBEGA1UEAwwKeCxDTj10ZXZpZTBZMBMGByqGSM49AgEGCCqG"
                            + "SM49AwEHA0IABGv2Zarrmpod1yFififBsuNKIZWDm3JVkr+AMiy3eTJIO8xp8n4z"
                            + "BWmqRrjVjKWktcdNxIRqNDcqzT8sWxW4Bk6jgZIwgY8wHQYDVR0OBBYEFIKof+xK"
                            + "AFM4C89BZu/WsAY+NfMvMB8GA1UdIwQYMBaAFIKof+xKAFM4C89BZu/WsAY+NfMv"
                            + "MA8GA1UdEwEB/wQFMAMBAf8wPAYDVR0RBDUwM4Eac3RyYW5nZXJAZWxzZXdoZXJl"
                            + "LmV4YW1wbGWBFWdvbGRlQGNsdXN0ZXIuZXhhbXBsZTAKBggqhkjOPQQDAgNJADBG"
                            + "AiEAuhgbKkvAbrhEsEcTJ4GC9TBRUw37veD6SS8DJPE75dICIQCKspk5cyVaPECi"
                            + "mNyFSloBhmJXAHydLl3rZBK1NoA3Xw==");

    private static final String NAMELESS_FINGERPRINT =
            "dd748c1a8f96fee379125390bc52622c392e615d06910155149e421b6d69ba0e";

    private final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    private final FakeClock clock = new FakeClock();
    private final PasswordAuthentication passwords =
            new PasswordAuthentication(
                    directory,
                    new PasswordHashes(
                            new PasswordHashes.Settings(
                                    256, 1, 1, 4_096, 2, 8, Duration.ofSeconds(10)),
                            new Random(1)),
                    LoginLimits.DEFAULT,
                    true,
                    new byte[16],
                    new RecordingSink(),
                    clock,
                    new Random(2));

    @BeforeEach
    void addAccounts() {
        directory.addUser("tevie", List.of(), "tevie@cluster.example");
        directory.addUser("golde", List.of(), "golde@cluster.example");
    }

    private Authentication by(Map<String, String> fingerprints, Name... names) {
        return new ManyWays(
                passwords,
                Optional.empty(),
                new CertificateAuthentication(fingerprints, List.of(names)));
    }

    private static Outcome show(Authentication to, X509Certificate certificate, String meant)
            throws MailException {
        return to.certificate(
                new Attempt("s1", InetAddress.ofLiteral("192.0.2.1"), Service.IMAP),
                meant,
                certificate);
    }

    private static Optional<String> who(Authentication to, X509Certificate certificate)
            throws MailException {
        return Authentication.login(show(to, certificate, "")).map(Login::name);
    }

    @Test
    void theNamesThatCountAreLookedForInTheirOrder() throws Exception {
        assertThat(who(by(Map.of(), Name.EMAIL), EMAIL)).contains("tevie");
        assertThat(who(by(Map.of(), Name.COMMON_NAME), EMAIL)).contains("golde");
        assertThat(who(by(Map.of(), Name.EMAIL, Name.COMMON_NAME), EMAIL)).contains("tevie");
        assertThat(who(by(Map.of(), Name.COMMON_NAME, Name.EMAIL), EMAIL)).contains("golde");
        assertThat(who(by(Map.of(), Name.EMAIL, Name.COMMON_NAME), COMMON)).contains("tevie");
        assertThat(who(by(Map.of(), Name.EMAIL), COMMON)).as("no address").isEmpty();
        assertThat(who(by(Map.of(), Name.EMAIL), MANY)).as("the second address").contains("golde");
        assertThat(who(by(Map.of(), Name.COMMON_NAME), MANY)).as("a comma in it").isEmpty();
        assertThat(who(by(Map.of()), EMAIL)).isEmpty();
    }

    @Test
    void aFingerprintWins() throws Exception {
        Authentication pinned =
                by(Map.of(NAMELESS_FINGERPRINT, "tevie"), Name.EMAIL, Name.COMMON_NAME);
        assertThat(CertificateAuthentication.fingerprint(NAMELESS)).isEqualTo(NAMELESS_FINGERPRINT);
        assertThat(who(pinned, NAMELESS)).contains("tevie");
        assertThat(who(by(Map.of(), Name.EMAIL, Name.COMMON_NAME), NAMELESS)).isEmpty();
        String email = CertificateAuthentication.fingerprint(EMAIL);
        assertThat(who(by(Map.of(email, "golde"), Name.EMAIL), EMAIL)).contains("golde");
        assertThat(who(by(Map.of(email, "removed"), Name.EMAIL), EMAIL)).isEmpty();
    }

    @Test
    void nobodyActsForSomebodyElse() throws Exception {
        Authentication email = by(Map.of(), Name.EMAIL);
        for (String meant : List.of("tevie", "TEVIE@cluster.example")) {
            assertThat(show(email, EMAIL, meant)).isInstanceOf(Outcome.Accepted.class);
        }
        for (String meant : List.of("golde", "nobody", "other@elsewhere.example")) {
            assertThat(show(email, EMAIL, meant))
                    .isEqualTo(
                            new Outcome.Refused(
                                    Refusal.of(
                                            Reason.CREDENTIALS_WRONG, InMemoryDirectory.CUSTOMER)));
        }
    }

    @Test
    void strangersAreThrottledAndDoubtIsTemporary() throws Exception {
        Authentication email = by(Map.of(), Name.EMAIL);
        directory.fail(true);
        assertThat(failing(email).reason()).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
        directory.fail(false);
        for (int i = 0; i < 100; i++) {
            assertThat(show(email, NAMELESS, ""))
                    .isEqualTo(new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG)));
        }
        assertThat(failing(email).reason()).isEqualTo(Reason.OVER_LIMIT);
    }

    private static TemporaryFailure failing(Authentication to) {
        return catchThrowableOfType(TemporaryFailure.class, () -> show(to, EMAIL, ""));
    }

    private static X509Certificate certificate(String base64) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}

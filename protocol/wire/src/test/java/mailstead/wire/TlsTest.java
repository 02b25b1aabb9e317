package mailstead.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import mailstead.mail.Event;
import mailstead.wire.ListenerSettings.Deadlines;
import mailstead.wire.ListenerSettings.TlsMode;
import mailstead.wire.TlsContext.Credential;
import mailstead.wire.sasl.ScramClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS from the first octet and by STARTTLS, names, reload, and channel bindings. */
@Timeout(60)
class TlsTest {

    private static final Credential DEFAULT = Certificates.ec("default.example");
    private static final Credential EXACT = Certificates.ec("mail.example", "pop.example");
    private static final Credential WILD = Certificates.ec("*.wild.example");
    private static final Credential RSA =
            Certificates.selfSigned("RSA", 2048, "SHA384withRSA", "default.example");

    private static ListenerSettings starttls() {
        return Door.loopback().withTls(TlsMode.STARTTLS);
    }

    private static TlsContext tls() throws Exception {
        return new TlsContext(List.of(DEFAULT, EXACT, WILD, RSA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTlsFromTheFirstOctet(String version) throws Exception {
        try (Door door = new Door(Door.loopback().withTls(TlsMode.IMPLICIT), tls());
                Client client = door.connect()) {
            client.startTls("mail.example", version);
            assertThat(client.line()).startsWith("hello");
            assertThat(client.ask("SECURITY")).isEqualTo(version);
            assertThat(client.send("TAKE 300000\r\n").send(new byte[300_000]).line())
                    .isEqualTo("sum 0");
            client.send("SEND 100000\r\nlast\r\n");
            assertThat(client.line()).hasSize(100_000 + "[last]".length()).endsWith("[last]");
            assertThat(client.ask("QUIT")).isEqualTo("bye");
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.TlsEstablished.class).serverName()).contains("mail.example");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("quit");
        }
    }

    /**
     * The engine asks for more room as soon as it has seen a record's length: that must not become
     * a spin.
     */
    @Test
    void aLargeRecordMayComeInPieces() throws Exception {
        try (Door door = new Door(Door.loopback().withTls(TlsMode.IMPLICIT), tls());
                Client client = Client.inPieces(door.address(), 5_000)) {
            client.startTls("mail.example");
            assertThat(client.line()).startsWith("hello");
            assertThat(client.send("TAKE 40000\r\n").send(new byte[40_000]).line())
                    .isEqualTo("sum 0");
            assertThat(client.ask("QUIT")).isEqualTo("bye");
        }
    }

    @Test
    void upgradesOnce() throws Exception {
        try (Door door = new Door(starttls(), tls());
                Client client = door.connect()) {
            client.line();
            assertThat(client.ask("SECURITY")).isEqualTo("clear");
            assertThat(client.ask("STARTTLS")).isEqualTo("go ahead");
            client.startTls("");
            assertThat(client.ask("SECURITY")).isEqualTo("TLSv1.3");
            assertThat(client.ask("STARTTLS")).isEqualTo("<end>");
            assertThat(door.next(Event.Bug.class).cause()).hasMessageContaining("not offered");
        }
    }

    @Test
    void refusesPlaintextBehindStartTls() throws Exception {
        try (Door door = new Door(starttls(), tls());
                Client client = door.connect()) {
            client.line();
            client.send("STARTTLS\r\nPASS injected\r\n");
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionClosed.class).why())
                    .isEqualTo("plaintext after STARTTLS");
        }
    }

    @Test
    void plaintextInsteadOfAHandshakeEndsTheConnection() throws Exception {
        try (Door door = new Door(starttls(), tls());
                Client client = door.connect()) {
            client.line();
            client.ask("STARTTLS");
            client.send("PASS injected\r\n");
            assertThat(client.line()).doesNotContain("ok");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("tls");
        }
    }

    @Test
    void aSilentHandshakeEndsInTime() throws Exception {
        Deadlines deadlines =
                new Deadlines(
                        Door.LONG, Duration.ofMillis(100), Door.LONG, Door.LONG, Optional.empty());
        try (Door door =
                        new Door(
                                starttls().withTls(TlsMode.IMPLICIT).withDeadlines(deadlines),
                                tls());
                Client client = door.connect()) {
            assertThat(client.line()).isEqualTo("<end>");
            assertThat(door.next(Event.SessionClosed.class).why()).isEqualTo("timeout");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example, mail.example", "MAIL.example, mail.example", "pop.example, mail.example",
        "x.wild.example, *.wild.example", "a.b.wild.example, default.example",
                "wild.example, default.example",
        "other.example, default.example", "'', default.example"
    })
    void choosesTheCertificateByName(String asked, String given) throws Exception {
        try (Door door = new Door(Door.loopback().withTls(TlsMode.IMPLICIT), tls());
                Client client = door.connect()) {
            client.startTls(asked);
            assertThat(client.certificate().getSubjectX500Principal().getName())
                    .isEqualTo("CN=" + given);
        }
    }

    @Test
    void replacedCertificatesServeNewHandshakesAndOldSessionsGoOn() throws Exception {
        TlsContext context = new TlsContext(List.of(DEFAULT));
        try (Door door = new Door(Door.loopback().withTls(TlsMode.IMPLICIT), context);
                Client old = door.connect()) {
            old.startTls("").line();
            context.replace(List.of(EXACT));
            assertThatThrownBy(() -> context.replace(List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            try (Client fresh = door.connect()) {
                fresh.startTls("");
                assertThat(fresh.certificate()).isEqualTo(EXACT.chain().getFirst());
            }
            assertThat(old.ask("still")).isEqualTo("[still]");
        }
    }

    @Test
    void drainingReachesSessionsUnderTls() throws Exception {
        try (Door door = new Door(Door.loopback().withTls(TlsMode.IMPLICIT), tls());
                Client client = door.connect()) {
            client.startTls("").line();
            client.ask("idle");
            door.listener.drain(Door.LONG);
            assertThat(client.line()).isEqualTo("draining");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void scramBindsToTheRealChannel() throws Exception {
        try (Door door = new Door(Door.loopback().withTls(TlsMode.IMPLICIT), tls());
                Client client = door.connect()) {
            client.startTls("").line();
            byte[] exporter =
                    ((ExtendedSSLSession) client.tls().getSession())
                            .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            assertThat(authenticate(client, "tls-exporter", exporter)).startsWith("LoggedIn");
            byte[] endPoint =
                    MessageDigest.getInstance("SHA-256").digest(client.certificate().getEncoded());
            assertThat(authenticate(client, "tls-server-end-point", endPoint))
                    .startsWith("LoggedIn");
            assertThat(authenticate(client, "tls-exporter", endPoint)).startsWith("Denied");
        }
    }

    private static String authenticate(Client client, String binding, byte[] data)
            throws Exception {
        ScramClient scram = new ScramClient("p=" + binding + ",,", data, "user", "nonce", "pencil");
        assertThat(client.ask("AUTH SCRAM-SHA-256-PLUS")).isEqualTo("+");
        String serverFirst = decode(client.ask(encode(scram.first())));
        String answer = client.ask(encode(scram.last(serverFirst)));
        if (answer.startsWith("+ ")) {
            assertThat(decode(answer)).isEqualTo(scram.expectedServerFinal());
            return client.ask("");
        }
        return answer;
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(Toy.octets(text));
    }

    private static String decode(String challenge) {
        return Client.text(Base64.getDecoder().decode(challenge.substring(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, 2048, SHA1withRSA, SHA-256",
        "RSA, 2048, SHA256withRSA, SHA-256",
        "RSA, 2048, SHA384withRSA, SHA-384",
        "RSA, 2048, SHA512withRSA, SHA-512",
        "EC, 384, SHA384withECDSA, SHA-384"
    })
    void hashesTheEndPointByItsSignature(String keys, int bits, String signature, String hash)
            throws Exception {
        var certificate =
                Certificates.selfSigned(keys, bits, signature, "x.example").chain().getFirst();
        assertThat(ChannelBindings.serverEndPoint(certificate))
                .hasValueSatisfying(
                        value -> assertThat(value).isEqualTo(digest(hash, certificate)));
    }

    @Test
    void aSignatureWithoutHashHasNoEndPoint() {
        assertThat(
                        ChannelBindings.serverEndPoint(
                                Certificates.selfSigned("Ed25519", 0, "Ed25519", "x.example")
                                        .chain()
                                        .getFirst()))
                .isEmpty();
    }

    private static byte[] digest(String hash, java.security.cert.Certificate certificate) {
        try {
            return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

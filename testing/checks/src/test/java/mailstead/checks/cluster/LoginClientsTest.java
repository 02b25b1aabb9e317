package mailstead.checks.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.service.password.PasswordHashes;
import mailstead.spi.AppPassword;
import mailstead.spi.MailService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that people use log in with tokens of a provider, certificates and app passwords. */
@Timeout(120)
final class LoginClientsTest {

    private static final String ISSUER = "https://id.example.net/";
    private static final String APP_PASSWORD = "abcd-efgh-jkmn-pqrs";

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static RunningNode node;
    private static Programs programs;
    private static HttpServer provider;
    private static KeyPair keys;

    @BeforeAll
    static void start() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext(
                "/keys",
                exchange -> {
                    try (exchange) {
                        byte[] octets = keySet().getBytes(UTF_8);
                        exchange.sendResponseHeaders(200, octets.length);
                        exchange.getResponseBody().write(octets);
                    }
                });
        provider.start();
        cluster = new TestCluster(folder);
        PasswordHashes hashes =
                new PasswordHashes(PasswordHashes.Settings.defaults(1), new SecureRandom());
        cluster.directory()
                .addAppPassword(
                        "tevie",
                        new AppPassword(
                                "phone",
                                "Phone",
                                hashes.makeScram(APP_PASSWORD.getBytes(UTF_8)),
                                EnumSet.of(MailService.IMAP),
                                Instant.ofEpochSecond(1_790_000_000),
                                Optional.empty()));
        programs = new Programs(folder, () -> node == null ? "" : node.log());
        makeCertificate("client");
        makeCertificate("foreign");
        node = RunningNode.start(configuration(), folder.resolve("logins.log"), "256m");
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        cluster.close();
        provider.stop(0);
    }

    private static void makeCertificate(String name) throws Exception {
        programs.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                folder.resolve(name + ".key").toString(),
                "-out",
                folder.resolve(name + ".pem").toString(),
                "-days",
                "2",
                "-subj",
                "/CN=somebody",
                "-addext",
                "subjectAltName=email:tevie@cluster.example");
    }

    private static Path configuration() throws IOException {
        return Files.writeString(
                folder.resolve("logins.yaml"),
                """
                name: logins.cluster.example
                roles: [pop3, imap]
                data: logins
                postmaster: tevie@cluster.example
                directory: {kind: sqlite, file: directory.sqlite}
                tls: {self-signed: true}
                listeners:
                  pop3: {address: '127.0.0.1:0', tls: implicit, client-ca: client.pem}
                  imap: {address: '127.0.0.1:0', tls: implicit, client-ca: client.pem}
                tokens:
                  issuer: %s
                  audience: mailstead
                  keys: http://127.0.0.1:%d/keys
                  scope: mail
                """
                        .formatted(ISSUER, provider.getAddress().getPort()));
    }

    @Test
    void curlLogsInWithATokenOverImap() throws Exception {
        assertThat(
                        programs.run(
                                "curl",
                                "-sS",
                                "-k",
                                "-u",
                                "tevie@cluster.example:",
                                "--oauth2-bearer",
                                token("mailstead"),
                                "imaps://127.0.0.1:" + node.port("imap"),
                                "-X",
                                "LIST \"\" *"))
                .contains("INBOX");
        loggedInBy("imap", "OAUTHBEARER");
    }

    @Test
    void curlLogsInWithATokenOverPop3() throws Exception {
        programs.run(
                "curl",
                "-sS",
                "-k",
                "-u",
                "tevie@cluster.example:",
                "--oauth2-bearer",
                token("mailstead"),
                "pop3s://127.0.0.1:" + node.port("pop3"));
        loggedInBy("pop3", "OAUTHBEARER");
    }

    @Test
    void curlLogsInWithAnAppPassword() throws Exception {
        programs.run(
                "curl",
                "-sS",
                "-k",
                "-u",
                "tevie:abcd efgh jkmn pqrs",
                "--login-options",
                "AUTH=PLAIN",
                "imaps://127.0.0.1:" + node.port("imap"));
        Await.until(
                "the log names the app password",
                Duration.ofSeconds(20),
                () -> node.log().contains("app-password=phone"));
    }

    @Test
    void pythonLogsInWithTokensAndACertificate() throws Exception {
        Path script =
                Files.writeString(
                        folder.resolve("client.py"),
                        """
                        import imaplib, poplib, ssl, sys, base64
                        imap, pop3, good, foreign, cert, key, other_cert, other_key = sys.argv[1:]
                        def context(with_cert, cert=cert, key=key):
                            c = ssl.create_default_context()
                            c.check_hostname = False
                            c.verify_mode = ssl.CERT_NONE
                            if with_cert:
                                c.load_cert_chain(cert, key)
                            return c
                        def connect(with_cert):
                            return imaplib.IMAP4_SSL('127.0.0.1', int(imap), ssl_context=context(with_cert))
                        def xoauth2(token):
                            said = []
                            def answer(challenge):
                                said.append(challenge)
                                return ('user=tevie@cluster.example\\1auth=Bearer %s\\1\\1' % token) if len(said) == 1 else ''
                            return answer, said
                        m = connect(False)
                        assert 'AUTH=EXTERNAL' not in m.capabilities, m.capabilities
                        assert 'AUTH=OAUTHBEARER' in m.capabilities, m.capabilities
                        answer, said = xoauth2(foreign)
                        try:
                            m.authenticate('XOAUTH2', answer)
                            raise AssertionError('a token for somebody else')
                        except imaplib.IMAP4.error as e:
                            assert 'AUTHENTICATIONFAILED' in str(e), e
                        assert b'"status":"401"' in said[1], said
                        answer, said = xoauth2(good)
                        m.authenticate('XOAUTH2', answer)
                        assert m.select()[0] == 'OK'
                        m.logout()
                        m = connect(True)
                        assert 'AUTH=EXTERNAL' in m.capabilities, m.capabilities
                        m.authenticate('EXTERNAL', lambda challenge: '')
                        assert m.select()[0] == 'OK'
                        m.logout()
                        try:
                            c = context(True, other_cert, other_key)
                            m = imaplib.IMAP4_SSL('127.0.0.1', int(imap), ssl_context=c)
                            raise AssertionError('a certificate of nobody we know')
                        except (imaplib.IMAP4.error, OSError):
                            pass
                        p = poplib.POP3_SSL('127.0.0.1', int(pop3), context=context(True))
                        assert 'EXTERNAL' in p.capa()['SASL'], p.capa()
                        print(p._shortcmd('AUTH EXTERNAL ' + base64.b64encode(b'tevie').decode()))
                        p.quit()
                        print('well')
                        """);
        assertThat(
                        programs.run(
                                "python3",
                                script.toString(),
                                Integer.toString(node.port("imap")),
                                Integer.toString(node.port("pop3")),
                                token("mailstead"),
                                token("somebody-else"),
                                folder.resolve("client.pem").toString(),
                                folder.resolve("client.key").toString(),
                                folder.resolve("foreign.pem").toString(),
                                folder.resolve("foreign.key").toString()))
                .endsWith("well\n");
        loggedInBy("imap", "EXTERNAL");
        loggedInBy("pop3", "EXTERNAL");
    }

    /**
     * Channel bindings as OpenSSL computes them, with both versions of TLS: the right password
     * proves itself and the server does, too; the app password where it may; a wrong one nowhere.
     */
    @Test
    void opensslBindsScramToItsChannel() throws Exception {
        programs.run(
                "curl",
                "-sS",
                "-k",
                "-u",
                "tevie:" + TestCluster.PASSWORD,
                "--login-options",
                "AUTH=PLAIN",
                "imaps://127.0.0.1:" + node.port("imap"));
        Await.until("the log-in has made SCRAM keys", Duration.ofSeconds(20), () -> isScramReady());
        Path script =
                Files.writeString(
                        folder.resolve("scram.py"),
                        """
                        import base64, hashlib, hmac, os, re, subprocess, sys, time

                        def client(port, version, binding, password, imap):
                            s = subprocess.Popen(['openssl', 's_client', '-connect', '127.0.0.1:%s' % port, '-' + version, '-ign_eof', '-crlf', '-showcerts',
                                                  '-keymatexport', 'EXPORTER-Channel-Binding', '-keymatexportlen', '32'],
                                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                            try:
                                def line():
                                    got = s.stdout.readline().decode('latin-1').rstrip('\\r\\n')
                                    assert got or s.poll() is None, 'closed'
                                    return got
                                def say(text):
                                    s.stdin.write((text + '\\n').encode())
                                    s.stdin.flush()
                                pem, exported, seen = '', '', ''
                                while not re.match(r'(\\* OK|\\+OK) ', seen):
                                    seen = line()
                                    if seen.startswith('-----BEGIN CERTIFICATE') and not pem:
                                        while not seen.startswith('-----END'):
                                            seen = line()
                                            pem += '' if seen.startswith('-') else seen
                                    m = re.search(r'Keying material: ([0-9A-F]+)', seen)
                                    exported = m.group(1) if m else exported
                                data = bytes.fromhex(exported) if binding == 'tls-exporter' else hashlib.sha256(base64.b64decode(pem)).digest()
                                b = lambda octets: base64.b64encode(octets).decode()
                                gs2, nonce = 'p=%s,,' % binding, b(os.urandom(18))
                                bare = 'n=tevie,r=' + nonce
                                say(('a ' + 'AUTHENTICATE' if imap else 'AUTH') + ' SCRAM-SHA-256-PLUS ' + b((gs2 + bare).encode()))
                                reply = line()
                                while not re.match(r'\\+ |a |-ERR', reply):
                                    reply = line()
                                if not reply.startswith('+ '):
                                    return reply
                                server_first = base64.b64decode(reply[2:]).decode()
                                fields = dict(f.split('=', 1) for f in server_first.split(','))
                                assert fields['r'].startswith(nonce)
                                salted = hashlib.pbkdf2_hmac('sha256', password.encode(), base64.b64decode(fields['s']), int(fields['i']))
                                mac = lambda key, text: hmac.new(key, text.encode() if isinstance(text, str) else text, hashlib.sha256).digest()
                                client_key = mac(salted, 'Client Key')
                                without = 'c=%s,r=%s' % (b(gs2.encode() + data), fields['r'])
                                auth = bare + ',' + server_first + ',' + without
                                proof = bytes(x ^ y for x, y in zip(client_key, mac(hashlib.sha256(client_key).digest(), auth)))
                                say(b((without + ',p=' + b(proof)).encode()))
                                reply = line()
                                if not reply.startswith('+ '):
                                    return reply
                                assert base64.b64decode(reply[2:]).decode() == 'v=' + b(mac(mac(salted, 'Server Key'), auth)), 'the server proves nothing'
                                say('')
                                return line()
                            finally:
                                s.kill()
                                s.wait()

                        imap, pop3, own, app = sys.argv[1:]
                        deadline = time.time() + 30
                        while 'not offered' in client(imap, 'tls1_3', 'tls-exporter', own, True):
                            assert time.time() < deadline, 'SCRAM is not offered'
                        for port, is_imap in ((imap, True), (pop3, False)):
                            for version, binding in (('tls1_3', 'tls-exporter'), ('tls1_3', 'tls-server-end-point'), ('tls1_2', 'tls-server-end-point')):
                                for password, good in ((own, True), (app, is_imap), ('wrong', False)):
                                    said = client(port, version, binding, password, is_imap)
                                    assert bool(re.match(r'a OK|\\+OK', said)) == good, (port, version, binding, good, said)
                            said = client(port, 'tls1_2', 'tls-exporter', own, is_imap)
                            assert re.match(r'a (BAD|NO)|-ERR', said), said
                        print('well')
                        """);
        assertThat(
                        programs.run(
                                "python3",
                                script.toString(),
                                Integer.toString(node.port("imap")),
                                Integer.toString(node.port("pop3")),
                                TestCluster.PASSWORD,
                                APP_PASSWORD))
                .endsWith("well\n");
        loggedInBy("imap", "SCRAM-SHA-256-PLUS");
        loggedInBy("pop3", "SCRAM-SHA-256-PLUS");
    }

    private static boolean isScramReady() {
        try {
            return cluster.directory().isScramReady();
        } catch (MailException e) {
            return false;
        }
    }

    private static void loggedInBy(String protocol, String mechanism) {
        Await.until(
                protocol + " by " + mechanism,
                Duration.ofSeconds(20),
                () ->
                        node.log()
                                .lines()
                                .anyMatch(line ->
                                        line.contains("login-succeeded")
                                                && line.contains("protocol=" + protocol)
                                                && line.contains("mechanism=" + mechanism)));
    }

    private static String token(String audience) throws Exception {
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"%s\",\"exp\":%d,\"scope\":\"mail\",\"email\":\"tevie@cluster.example\"}"
                        .formatted(ISSUER, audience, Instant.now().getEpochSecond() + 3_600);
        String signed =
                url("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(UTF_8))
                        + "."
                        + url(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + url(signature.sign());
    }

    private static String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(number(key.getModulus()), number(key.getPublicExponent()));
    }

    private static String number(BigInteger number) {
        return url(number.toByteArray());
    }

    private static String url(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}

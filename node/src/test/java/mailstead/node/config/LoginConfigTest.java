package mailstead.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sections {@code tokens} and {@code certificates}, and {@code client-ca} of a listener. */
class LoginConfigTest {

    private static final String SIGNED =
            "tokens: {issuer: 'https://id.example.net/', audience: mailstead, ";

    @TempDir private Path folder;

    private NodeConfig load(String more) throws Exception {
        return NodeConfig.load(
                Files.writeString(
                        folder.resolve("node.yaml"),
                        """
                        roles: [imap]
                        data: .
                        directory: {file: d.sqlite}
                        tls: {self-signed: true}
                        listeners: {imap: {address: '127.0.0.1:0', client-ca: clients.pem}}
                        """
                                + more));
    }

    @Test
    void withoutThemThereAreNoTokens() throws Exception {
        NodeConfig config = load("");
        assertThat(config.tokens()).isEmpty();
        assertThat(config.certificates())
                .isEqualTo(
                        new CertificateLoginConfig(
                                Map.of(), List.of(CertificateLoginConfig.Name.EMAIL)));
        assertThat(config.listeners().getOrDefault(Role.IMAP, List.of()).getFirst().clientCa())
                .contains(folder.resolve("clients.pem"));
    }

    @Test
    void readsEveryWay() throws Exception {
        TokenConfig keys =
                load(SIGNED + "keys: 'https://id.example.net/keys', scope: [a, b]}")
                        .tokens()
                        .orElseThrow();
        assertThat(keys.way())
                .isEqualTo(new TokenConfig.Way.KeysAt(URI.create("https://id.example.net/keys")));
        assertThat(keys.issuer()).contains("https://id.example.net/");
        assertThat(keys.audiences()).containsExactly("mailstead");
        assertThat(keys.scopes()).containsExactlyInAnyOrder("a", "b");
        assertThat(keys.name()).isEqualTo("email");
        assertThat(keys.clockDifference()).isEqualTo(Duration.ofSeconds(60));
        assertThat(load(SIGNED + "keys-file: keys.json}").tokens().orElseThrow().way())
                .isEqualTo(new TokenConfig.Way.KeysIn(folder.resolve("keys.json")));
        assertThat(
                        load("tokens: {introspection: 'http://127.0.0.1:1/i', client: us, client-secret-file: s}")
                                .tokens()
                                .orElseThrow()
                                .way())
                .isEqualTo(
                        new TokenConfig.Way.Introspection(
                                URI.create("http://127.0.0.1:1/i"), "us", folder.resolve("s")));
        assertThat(
                        load("certificates: {name: [], fingerprints: {'%s': Tevie}}"
                                        .formatted("AB:".repeat(31) + "CD"))
                                .certificates())
                .isEqualTo(
                        new CertificateLoginConfig(
                                Map.of("ab".repeat(31) + "cd", "tevie"), List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    tokens: {issuer: x, audience: y} | needs one of 'keys', 'keys-file' and 'introspection'
                    tokens: {issuer: x, audience: y, keys-file: a, keys: 'https://b.example/'} | needs one of
                    tokens: {keys-file: a, audience: y} | key 'tokens.issuer' is missing
                    tokens: {keys-file: a, issuer: x} | key 'tokens.audience' is missing
                    tokens: {introspection: 'https://b.example/'} | key 'tokens.client' is missing
                    tokens: {issuer: x, audience: y, keys-file: a, client: c} | is of no use without 'tokens.introspection'
                    tokens: {issuer: x, audience: y, keys: 'http://id.example.net/keys'} | must be an address such as https
                    tokens: {issuer: x, audience: y, keys: 'https://u:p@id.example.net/'} | must be an address such as https
                    tokens: {issuer: x, audience: y, keys: 'ftp://id.example.net/'} | must be an address such as https
                    tokens: {issuer: 'a b', audience: y, keys-file: a} | printable characters without spaces
                    certificates: {fingerprints: {'AB:CD': tevie}} | fingerprints of 64 hexadecimal digits
                    certificates: {name: [serial]} | must be
                    """)
    void tellsWhatIsWrong(String text, String part) {
        BrokenConfiguration broken =
                catchThrowableOfType(BrokenConfiguration.class, () -> load(text));
        assertThat(broken).as(text).isNotNull();
        assertThat(broken.problems().toString()).contains(part);
    }
}

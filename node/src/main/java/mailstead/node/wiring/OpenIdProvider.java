package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mailstead.directory.openid.Expectations;
import mailstead.directory.openid.IntrospectedTokens;
import mailstead.directory.openid.ProviderConnection;
import mailstead.directory.openid.SignedTokens;
import mailstead.node.config.TokenConfig;
import mailstead.spi.TokenProvider;

/** The provider of access tokens, as the configuration asks for it. */
final class OpenIdProvider {

    private static final Executor BACKGROUND =
            task -> Thread.ofVirtual().name("tokens").start(task);
    private static final int KEYS_OCTETS_MAX = 262_144;

    private OpenIdProvider() {}

    static TokenProvider of(TokenConfig config, InstantSource clock) throws IOException {
        Expectations expectations =
                new Expectations(
                        config.issuer(),
                        config.audiences(),
                        config.scopes(),
                        config.name(),
                        config.clockDifference());
        ProviderConnection connection =
                new ProviderConnection(trusting(config.ca()), config.deadline(), BACKGROUND);
        return switch (config.way()) {
            case TokenConfig.Way.KeysAt(var address) ->
                    new SignedTokens(
                            () -> connection.get(address), expectations, clock, connection);
            case TokenConfig.Way.KeysIn(Path file) ->
                    new SignedTokens(() -> keys(file), expectations, clock, connection);
            case TokenConfig.Way.Introspection(var address, String client, Path secret) ->
                    new IntrospectedTokens(
                            address,
                            client,
                            () -> Files.readString(secret).replaceFirst("\\R\\z", ""),
                            expectations,
                            clock,
                            connection);
        };
    }

    private static byte[] keys(Path file) throws IOException {
        if (Files.size(file) > KEYS_OCTETS_MAX) {
            throw new IOException(file + " is too big for a key set");
        }
        return Files.readAllBytes(file);
    }

    /** Believes these authorities, or the usual ones of Java. */
    static SSLContext trusting(Optional<Path> ca) throws IOException {
        try {
            if (ca.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            List<X509Certificate> authorities = Certificates.chain(ca.get());
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IOException("TLS cannot be used: " + broken.getMessage(), broken);
        }
    }
}

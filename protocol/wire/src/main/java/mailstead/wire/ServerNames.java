package mailstead.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import mailstead.wire.TlsContext.Credential;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate by the name the client asked for (RFC 6066 section 3): the exact name,
 * then the wildcard that covers it, then the default. Aliases are positions in the list. Immutable,
 * shared. The JDK's interface deals in null.
 */
final class ServerNames extends X509ExtendedKeyManager {

    private final List<Credential> credentials;
    private final Map<String, List<Integer>> byName = new HashMap<>();
    private final List<Integer> defaults;

    ServerNames(List<Credential> credentials) {
        this.credentials = List.copyOf(credentials);
        for (int i = 0; i < credentials.size(); i++) {
            for (String name : credentials.get(i).names()) {
                byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
        }
        // The same server may have an RSA and an EC certificate: both are the default then.
        List<Integer> likeFirst = new ArrayList<>(List.of(0));
        for (int i = 1; i < credentials.size(); i++) {
            if (credentials.get(i).names().equals(credentials.getFirst().names())) {
                likeFirst.add(i);
            }
        }
        defaults = List.copyOf(likeFirst);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (int i : candidates(requestedName(engine))) {
            if (credentials.get(i).key().getAlgorithm().equals(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    /** The positions that serve a name, best first. */
    List<Integer> candidates(Optional<String> name) {
        if (name.isEmpty()) {
            return defaults;
        }
        List<Integer> exact = byName.get(name.get());
        if (exact != null) {
            return exact;
        }
        int dot = name.get().indexOf('.');
        List<Integer> wildcard = dot < 0 ? null : byName.get("*" + name.get().substring(dot));
        return wildcard == null ? defaults : wildcard;
    }

    private static Optional<String> requestedName(@Nullable SSLEngine engine) {
        if (engine == null
                || !(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
            return Optional.empty();
        }
        return session.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                .findFirst();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return credentials.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return credentials.get(Integer.parseInt(alias)).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

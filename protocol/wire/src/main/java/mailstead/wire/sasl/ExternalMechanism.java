package mailstead.wire.sasl;

import java.security.cert.X509Certificate;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.login.Authenticator;

/**
 * EXTERNAL (RFC 4422 appendix A): who the client is, its certificate has said in the TLS handshake;
 * here it may only say as whom it wants to act.
 */
final class ExternalMechanism<P> implements Mechanism<P> {

    private static final byte[] NOTHING = {};

    private final Authenticator<P> authenticator;
    private final X509Certificate certificate;

    ExternalMechanism(Authenticator<P> authenticator, X509Certificate certificate) {
        this.authenticator = authenticator;
        this.certificate = certificate;
    }

    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public Step<P> step(Optional<byte[]> response) throws MailException {
        if (response.isEmpty()) {
            return new Step.Challenge<>(NOTHING);
        }
        Optional<String> authorizationId = Names.decode(response.get());
        if (authorizationId.isEmpty() || authorizationId.get().indexOf(0) >= 0) {
            return new Step.Malformed<>("the name is not text in UTF-8");
        }
        return Verdicts.step(
                authenticator.certificate(authorizationId.get(), certificate),
                authorizationId.get().isEmpty()
                        ? certificate.getSubjectX500Principal().getName()
                        : authorizationId.get());
    }
}

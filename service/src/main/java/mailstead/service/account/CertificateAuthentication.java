package mailstead.service.account;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Refusal;
import mailstead.service.account.Authentication.Attempt;
import mailstead.service.account.Authentication.Outcome;

/**
 * Log-in by a client certificate that TLS has verified. Whose it is, its fingerprint says, or a
 * name in it that an account has. Immutable.
 *
 * @param logins by SHA-256 fingerprint of the certificate, 64 hexadecimal digits in lower case;
 *     they win over names
 * @param names which names in a certificate count, in this order
 */
public record CertificateAuthentication(Map<String, String> logins, List<Name> names) {

    private static final int NAMES_MAX = 20;
    private static final int MAIL_ADDRESS = 1;

    /** A name in a certificate. */
    public enum Name {
        /** {@code rfc822Name} of the subject's alternative names (RFC 5280 section 4.2.1.6). */
        EMAIL,
        /** {@code CN} of the subject. */
        COMMON_NAME
    }

    public CertificateAuthentication {
        logins = Map.copyOf(logins);
        names = List.copyOf(names);
    }

    Outcome verify(Door door, Attempt attempt, String authorizationId, X509Certificate certificate)
            throws MailException {
        door.demandOpen(attempt);
        String login = logins.get(fingerprint(certificate));
        if (login != null) {
            return door.admitNamed(attempt, authorizationId, login);
        }
        for (String name : namesIn(certificate)) {
            if (door.lookUp(name).isPresent()) {
                return door.admitNamed(attempt, authorizationId, name);
            }
        }
        door.failed(attempt);
        return new Outcome.Refused(Refusal.of(Reason.CREDENTIALS_WRONG));
    }

    private List<String> namesIn(X509Certificate certificate) {
        List<String> found = new ArrayList<>();
        for (Name name : names) {
            found.addAll(
                    switch (name) {
                        case EMAIL -> mailAddresses(certificate);
                        case COMMON_NAME -> commonName(certificate);
                    });
        }
        return found.stream().distinct().limit(NAMES_MAX).toList();
    }

    private static List<String> mailAddresses(X509Certificate certificate) {
        List<String> addresses = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer kind
                            && kind == MAIL_ADDRESS
                            && alternative.get(1) instanceof String address) {
                        addresses.add(address);
                    }
                }
            }
        } catch (CertificateParsingException _) {
            return List.of(); // names that cannot be read name nobody
        }
        return addresses;
    }

    /** The most specific one. */
    private static List<String> commonName(X509Certificate certificate) {
        try {
            List<Rdn> parts =
                    new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            Optional<String> name = Optional.empty();
            for (Rdn part : parts) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String cn) {
                    name = Optional.of(cn);
                }
            }
            return name.map(List::of).orElse(List.of());
        } catch (InvalidNameException _) {
            return List.of();
        }
    }

    /** As {@code openssl x509 -fingerprint -sha256} gives it, without colons. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate that was read", impossible);
        }
    }
}

package mailstead.wire;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import mailstead.wire.TlsContext.Credential;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed certificates, valid until 2099. */
final class Certificates {

    private Certificates() {}

    static Credential ec(String... names) {
        return selfSigned("EC", 256, "SHA256withECDSA", names);
    }

    static Credential selfSigned(String keys, int bits, String signature, String... names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
            if (bits > 0) {
                generator.initialize(bits);
            }
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + names[0]);
            var builder =
                    new JcaX509v3CertificateBuilder(
                            subject,
                            BigInteger.valueOf(Arrays.hashCode(names) & 0xffff),
                            Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                            Date.from(Instant.parse("2099-01-01T00:00:00Z")),
                            subject,
                            pair.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            Arrays.stream(names)
                                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                                    .toArray(GeneralName[]::new)));
            X509Certificate certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder(signature)
                                                    .build(pair.getPrivate())));
            return new Credential(List.of(certificate), pair.getPrivate());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package mailstead.node.wiring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.TlsConfig.CertificateFiles;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that only proves to be itself, for trying out: kept in the data folder, made anew
 * before it expires.
 */
final class SelfSigned {

    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final int SERIAL_BITS = 120;

    private SelfSigned() {}

    static CertificateFiles pair(NodeConfig config) throws IOException {
        CertificateFiles files =
                new CertificateFiles(
                        config.data().resolve("self-signed.pem"),
                        config.data().resolve("self-signed.key"));
        Files.createDirectories(config.data());
        if (!isGood(files, Instant.now())) {
            try {
                make(config.name(), files, Instant.now());
            } catch (GeneralSecurityException | OperatorCreationException cannot) {
                throw new IOException(
                        "cannot make a self-signed certificate: " + cannot.getMessage(), cannot);
            }
        }
        return files;
    }

    private static boolean isGood(CertificateFiles files, Instant now) {
        if (!Files.exists(files.key())) {
            return false;
        }
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    Files.readAllBytes(files.certificate())));
            return certificate.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
        } catch (IOException | GeneralSecurityException _) {
            return false;
        }
    }

    private static void make(String host, CertificateFiles files, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        SecureRandom random = new SecureRandom();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair keys = generator.generateKeyPair();
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, host).build();
        byte[] certificate =
                new JcaX509v3CertificateBuilder(
                                name,
                                new BigInteger(SERIAL_BITS, random),
                                Date.from(now.minus(Duration.ofHours(1))),
                                Date.from(now.plus(VALID)),
                                name,
                                keys.getPublic())
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(
                                        new GeneralName[] {
                                            new GeneralName(GeneralName.dNSName, host),
                                            new GeneralName(GeneralName.dNSName, "localhost"),
                                            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                                            new GeneralName(GeneralName.iPAddress, "::1")
                                        }))
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(keys.getPrivate()))
                        .getEncoded();
        // The key first: a certificate without its key is made anew, and never used with another's.
        PrivateFile.write(files.key(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        PrivateFile.write(files.certificate(), pem("CERTIFICATE", certificate));
    }

    private static byte[] pem(String label, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}

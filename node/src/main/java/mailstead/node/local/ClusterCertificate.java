package mailstead.node.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for all nodes of a cluster, made by the JDK's keytool. Immutable. */
public final class ClusterCertificate {

    private static final String ALIAS = "cluster";

    /** Guards a key that lives as long as the cluster, in a folder only its user can read. */
    private static final String STORE_PASSWORD = "demonstration";

    private final Path folder;
    private final Certificate certificate;

    private ClusterCertificate(Path folder, Certificate certificate) {
        this.folder = folder;
        this.certificate = certificate;
    }

    /** Makes key and certificate as PEM files in a folder. */
    public static ClusterCertificate make(Path folder, String domain)
            throws IOException, InterruptedException {
        Path store = folder.resolve("store.p12");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + domain,
                        "-validity",
                        "30",
                        "-ext",
                        "SAN=dns:" + domain + ",dns:*." + domain + ",dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        STORE_PASSWORD,
                        "-keystore",
                        store.toString());
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool cannot make a certificate: " + said);
        }
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, STORE_PASSWORD.toCharArray());
            Certificate certificate = keys.getCertificate(ALIAS);
            byte[] key = keys.getKey(ALIAS, STORE_PASSWORD.toCharArray()).getEncoded();
            Files.writeString(
                    folder.resolve("certificate.pem"),
                    pem("CERTIFICATE", certificate.getEncoded()));
            Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key));
            return new ClusterCertificate(folder, certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificate that keytool made", e);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    public Path certificateFile() {
        return folder.resolve("certificate.pem");
    }

    public Path keyFile() {
        return folder.resolve("key.pem");
    }

    /** Trusts this certificate and no other. */
    public SSLContext trust() throws IOException {
        return trust(certificate);
    }

    /** Trusts one certificate and no other. */
    public static SSLContext trust(Certificate certificate) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, certificate);
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot trust the certificate", e);
        }
    }

    private static String pem(String kind, byte[] octets) {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(octets);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, body, kind);
    }
}

package mailstead.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A certificate for tests with real servers, made by OpenSSL: that is what those servers read. */
public final class SelfSignedCertificate {

    private static final long SECONDS_MAX = 60;

    private SelfSignedCertificate() {}

    /**
     * Makes {@code NAME.crt} and {@code NAME.key} (PEM, RSA, good for two days).
     *
     * @param names whose it is, {@code DNS:db.example} or {@code IP:127.0.0.1}, separated by commas
     * @return the certificate's file
     */
    public static Path make(Path folder, String name, String names)
            throws IOException, InterruptedException {
        Path certificate = folder.resolve(name + ".crt");
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=" + name,
                                "-addext",
                                "subjectAltName=" + names,
                                "-keyout",
                                folder.resolve(name + ".key").toString(),
                                "-out",
                                certificate.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!openssl.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            openssl.destroyForcibly();
            throw new IOException("openssl does not end");
        }
        if (openssl.exitValue() != 0) {
            throw new IOException("openssl ended with status " + openssl.exitValue());
        }
        return certificate;
    }
}

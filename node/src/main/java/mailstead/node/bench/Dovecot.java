package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mailstead.node.local.ClusterCertificate;

/**
 * Debian's Dovecot as a POP3 or IMAP server over Maildirs: out of the box, or tuned as its
 * documents advise for many log-ins.
 */
final class Dovecot implements Side {

    private static final String PROGRAM = "/usr/sbin/dovecot";

    /** What an administrator has done beyond the package's own settings. */
    enum Tuning {
        NONE("dovecot"),
        /** As its documents advise for many log-ins. */
        SPEED("dovecot-tuned"),
        /** And sessions in IDLE leave their process after a few seconds. */
        HIBERNATION("dovecot-hibernating");

        private final String side;

        Tuning(String side) {
            this.side = side;
        }
    }

    private static final String HIBERNATING =
            """
            imap_hibernate_timeout = 2s
            service imap {
              extra_groups = $default_internal_group
              unix_listener imap-master {
                user = $default_internal_user
              }
            }
            service imap-hibernate {
              unix_listener imap-hibernate {
                mode = 0660
                group = $default_internal_group
              }
            }
            """;

    private final Path folder;
    private final String protocol;
    private final Tuning tuning;
    private final boolean isTls;
    private final int accounts;
    private final String verifier;
    private final int port;
    private long master;

    /** Without TLS. */
    Dovecot(Path folder, String protocol, Tuning tuning, String verifier)
            throws IOException, InterruptedException {
        this(folder, protocol, tuning, false, Pop3Bench.ACCOUNTS, verifier);
    }

    /**
     * @param protocol {@code pop3} or {@code imap}
     * @param isTls whether clients begin with TLS
     * @param verifier the password hash of every account, the same as on our side
     */
    Dovecot(
            Path folder,
            String protocol,
            Tuning tuning,
            boolean isTls,
            int accounts,
            String verifier)
            throws IOException, InterruptedException {
        Peers.install("/usr/lib/dovecot/" + protocol, "dovecot-core", "dovecot-" + protocol + "d");
        this.folder = folder;
        this.protocol = protocol;
        this.tuning = tuning;
        this.isTls = isTls;
        this.accounts = accounts;
        this.verifier = verifier;
        this.port = Peers.freePort();
    }

    @Override
    public String name() {
        return tuning.side;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path mail = Files.createDirectories(folder.resolve("mail"));
        Path run = Files.createDirectories(folder.resolve("run"));
        StringBuilder users = new StringBuilder();
        for (int i = 0; i < accounts; i++) {
            users.append("user%d:%s::::::\n".formatted(i, verifier));
        }
        Path passwd = Files.writeString(folder.resolve("passwd"), users);
        // A process that stayed for the next client would keep what hibernation is to save.
        int serviceCount = tuning == Tuning.HIBERNATION ? 1 : 1000;
        int processMinAvail = tuning == Tuning.HIBERNATION ? 1 : 20;
        String services =
                tuning != Tuning.NONE
                        ? """
                        service PROTOCOL-login {
                          service_count = 0
                          process_min_avail = 2
                          client_limit = 1000
                          inet_listener PROTOCOL {
                            port = %d
                          }
                          inet_listener PROTOCOLs {
                            port = %d
                          }
                        }
                        service PROTOCOL {
                          service_count = %d
                          process_min_avail = %d
                        }
                        service auth {
                          client_limit = 5000
                        }
                        """
                                + (tuning == Tuning.HIBERNATION ? HIBERNATING : "")
                        : """
                        service PROTOCOL-login {
                          inet_listener PROTOCOL {
                            port = %d
                          }
                          inet_listener PROTOCOLs {
                            port = %d
                          }
                        }
                        """;
        Path config =
                Files.writeString(
                        folder.resolve("dovecot.conf"),
                        ("""
                        base_dir = %s
                        state_dir = %s
                        listen = 127.0.0.1
                        protocols = PROTOCOL
                        %s
                        mail_max_userip_connections = 1000
                        disable_plaintext_auth = no
                        log_path = %s
                        mail_location = maildir:%s/%%u
                        mail_uid = 65534
                        mail_gid = 65534
                        first_valid_uid = 1
                        passdb {
                          driver = passwd-file
                          args = %s
                        }
                        userdb {
                          driver = static
                          args = uid=65534 gid=65534 home=%s/%%u
                        }
                        """
                                                .formatted(
                                                        run,
                                                        run,
                                                        tls(),
                                                        folder.resolve("log"),
                                                        mail,
                                                        passwd,
                                                        mail)
                                        + services.formatted(
                                                isTls ? 0 : port,
                                                isTls ? port : 0,
                                                serviceCount,
                                                processMinAvail))
                                .replace("PROTOCOL", protocol));
        Peers.run(List.of("chown", "-R", "nobody:nogroup", mail.toString()));
        if (Peers.run(List.of(PROGRAM, "-c", config.toString())) != 0) {
            throw new IOException("dovecot does not start");
        }
        master = Peers.pid(run.resolve("master.pid"));
        if (isTls) {
            Peers.awaitOpen(port);
        } else {
            Peers.awaitGreeting(port);
        }
    }

    private String tls() throws IOException, InterruptedException {
        if (!isTls) {
            return "ssl = no";
        }
        ClusterCertificate certificate =
                ClusterCertificate.make(
                        Files.createDirectories(folder.resolve("tls")), "bench.example");
        return "ssl = required%nssl_cert = <%s%nssl_key = <%s%n"
                .formatted(certificate.certificateFile(), certificate.keyFile());
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path maildir(int account) {
        return folder.resolve("mail/user" + account);
    }

    @Override
    public ProcessTree processes() {
        return new ProcessTree(master);
    }

    @Override
    public void close() {
        if (master != 0) {
            ProcessHandle.of(master).ifPresent(Peers::end);
        }
    }
}

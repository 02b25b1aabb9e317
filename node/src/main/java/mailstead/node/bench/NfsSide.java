package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One server inside the laboratory's client host, with one account on the NFS server. */
abstract class NfsSide {

    /** How often an idle session's folder is looked at. */
    static final Duration POLL = Duration.ofSeconds(5);

    private static final long STEP_MILLIS = 500;
    private static final int STEPS_MAX = 240;

    private final String name;
    private final String log;

    private NfsSide(String name, String log) {
        this.name = name;
        this.log = log;
    }

    /** What it wrote, a file in the client host. */
    String log() {
        return log;
    }

    String name() {
        return name;
    }

    /** Starts it and waits until it serves IMAP. */
    abstract void start(NfsLab lab, Path shared, int lmtp, int pop3, int imap)
            throws IOException, InterruptedException;

    abstract void stop(NfsLab lab) throws IOException, InterruptedException;

    static void await(NfsLab lab, int port) throws IOException, InterruptedException {
        String knock = "exec 3<>/dev/tcp/127.0.0.1/" + port + " && read -r line <&3";
        for (int i = 0; i < STEPS_MAX; i++) {
            try {
                lab.exec(List.of("bash", "-c", knock));
                return;
            } catch (IOException notYet) {
                Thread.sleep(STEP_MILLIS);
            }
        }
        throw new IOException("nothing serves on port " + port + " of the laboratory");
    }

    static NfsSide mailstead(String verifier) {
        return new Mailstead(verifier);
    }

    static NfsSide dovecot(String verifier) {
        return new DovecotOnNfs(verifier);
    }

    private static final class Mailstead extends NfsSide {
        private final String verifier;

        Mailstead(String verifier) {
            super(MailsteadSide.NAME, "/run/node.log");
            this.verifier = verifier;
        }

        @Override
        void start(NfsLab lab, Path shared, int lmtp, int pop3, int imap)
                throws IOException, InterruptedException {
            Path config =
                    Files.writeString(
                            shared.resolve("node.yaml"),
                            """
                            name: bench.example
                            roles: [lmtp, pop3, imap]
                            data: /run/mailstead
                            directory: {file: /run/directory.sqlite}
                            passwords: {upgrade: false}
                            pop3: {plaintext-without-tls: always}
                            imap: {plaintext-without-tls: always, poll: %ds}
                            listeners:
                              lmtp: {address: "*:%d", tls: none}
                              pop3: {address: "*:%d", tls: none}
                              imap: {address: "*:%d", tls: none}
                            """
                                    .formatted(POLL.toSeconds(), lmtp, pop3, imap));
            type(lab, config, "volume add mail1 /mnt/s1/mail1 --create");
            type(lab, config, "customer add bench --name Bench");
            type(lab, config, "domain add bench.example --customer bench");
            type(
                    lab,
                    config,
                    "account add user0 --customer bench --home mail1:ab/cd/user0 --password-hash "
                            + verifier);
            List<String> serve =
                    new ArrayList<>(
                            List.of(
                                    "bash",
                                    "-c",
                                    "setsid \"$@\" >/run/node.log 2>&1 </dev/null &"
                                            + " echo $! >/run/node.pid",
                                    "-"));
            serve.addAll(java());
            serve.addAll(List.of("serve", "--config", config.toString()));
            lab.exec(serve);
            await(lab, imap);
        }

        private static void type(NfsLab lab, Path config, String line)
                throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(java());
            command.addAll(List.of(line.split(" ", -1)));
            command.addAll(List.of("--config", config.toString()));
            lab.exec(command);
        }

        private static List<String> java() {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx256m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "--enable-native-access=ALL-UNNAMED"));
            String sqlite = System.getProperty("org.sqlite.lib.path", "");
            if (!sqlite.isEmpty()) {
                command.add("-Dorg.sqlite.lib.path=" + sqlite);
            }
            command.addAll(
                    List.of("-cp", System.getProperty("java.class.path"), "mailstead.node.Main"));
            return command;
        }

        @Override
        void stop(NfsLab lab) throws IOException, InterruptedException {
            lab.exec(List.of("bash", "-c", "kill $(cat /run/node.pid)"));
        }
    }

    private static final class DovecotOnNfs extends NfsSide {
        private final String verifier;

        DovecotOnNfs(String verifier) {
            super("dovecot", "/run/dovecot.log");
            this.verifier = verifier;
        }

        @Override
        void start(NfsLab lab, Path shared, int lmtp, int pop3, int imap)
                throws IOException, InterruptedException {
            Path passwd =
                    Files.writeString(shared.resolve("passwd"), "user0:" + verifier + "::::::\n");
            Path config =
                    Files.writeString(
                            shared.resolve("dovecot.conf"),
                            """
                            base_dir = /run/dovecot-bench
                            state_dir = /run/dovecot-bench
                            listen = *
                            protocols = pop3 imap lmtp
                            ssl = no
                            disable_plaintext_auth = no
                            log_path = /run/dovecot.log
                            import_environment = TZ GLIBC_TUNABLES
                            auth_username_format = %%n
                            mail_location = maildir:/mnt/s1/dovecot/%%n
                            mail_uid = 65534
                            mail_gid = 65534
                            first_valid_uid = 1
                            mail_max_userip_connections = 100
                            mmap_disable = yes
                            mail_fsync = always
                            mail_nfs_storage = yes
                            mail_nfs_index = yes
                            mailbox_idle_check_interval = %ds
                            passdb {
                              driver = passwd-file
                              args = %s
                            }
                            userdb {
                              driver = static
                              args = uid=65534 gid=65534 home=/mnt/s1/dovecot/%%n
                            }
                            service lmtp {
                              inet_listener lmtp {
                                port = %d
                              }
                            }
                            service pop3-login {
                              inet_listener pop3 {
                                port = %d
                              }
                              inet_listener pop3s {
                                port = 0
                              }
                            }
                            service imap-login {
                              inet_listener imap {
                                port = %d
                              }
                              inet_listener imaps {
                                port = 0
                              }
                            }
                            """
                                    .formatted(POLL.toSeconds(), passwd, lmtp, pop3, imap));
            lab.exec(
                    List.of(
                            "bash",
                            "-c",
                            "mkdir -p /mnt/s1/dovecot && chown nobody:nogroup /mnt/s1/dovecot"
                                    + " && dovecot -c "
                                    + config));
            await(lab, imap);
        }

        @Override
        void stop(NfsLab lab) throws IOException, InterruptedException {
            lab.exec(List.of("bash", "-c", "kill $(cat /run/dovecot-bench/master.pid)"));
        }
    }
}

package mailstead.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.directory.sql.SqliteDirectory;
import mailstead.directory.sql.SqliteSettings;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import org.jspecify.annotations.Nullable;

/** Mailstead as a process of its own with one role, as {@code serve} starts it. */
final class MailsteadSide implements Side {

    static final String NAME = "mailstead";

    /** {@code nobody}, as on the peers' side. */
    private static final Owner OWNER = new Owner(65534, 65534);

    private final Path folder;
    private final String role;
    private final boolean isTls;
    private final int accounts;
    private final String verifier;
    private final int port;
    private @Nullable Process process;
    private @Nullable Path configuration;

    /**
     * @param role the one that is measured: {@code mx}, {@code pop3} or {@code imap}
     * @param isTls whether clients begin with TLS
     * @param verifier the password hash of every account
     */
    MailsteadSide(Path folder, String role, boolean isTls, String verifier) throws IOException {
        this(folder, role, isTls, Math.max(MxBench.ACCOUNTS, Pop3Bench.ACCOUNTS), verifier);
    }

    /** With so many accounts. */
    MailsteadSide(Path folder, String role, boolean isTls, int accounts, String verifier)
            throws IOException {
        this.accounts = accounts;
        this.folder = folder;
        this.role = role;
        this.isTls = isTls;
        this.verifier = verifier;
        this.port = Peers.freePort();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        try {
            provision();
        } catch (MailException | Provisioning.Conflict e) {
            throw new IOException("cannot provision the bench's accounts", e);
        }
        Path configuration =
                Files.writeString(
                        folder.resolve("node.yaml"),
                        """
                        name: bench.example
                        roles: [%s]
                        data: data
                        postmaster: user0@bench.example
                        directory: {kind: sqlite, file: directory.sqlite}
                        passwords: {upgrade: false, remember: 0s}
                        listeners:
                          %s:
                            address: '127.0.0.1:%d'
                            tls: %s
                            connections: 20000
                            connections-per-address: 20000
                            connections-per-network: 20000
                        tls: {self-signed: true}
                        """
                                .formatted(role, role, port, isTls ? "implicit" : "none"));
        this.configuration = configuration;
        launch();
    }

    /** Ends it and starts it again on what it stored. */
    void restart() throws IOException, InterruptedException {
        close();
        launch();
    }

    private void launch() throws IOException, InterruptedException {
        if (configuration == null) {
            throw new IllegalStateException("not started");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "mailstead.node.Main"));
        command.addAll(List.of("serve", "--config", configuration.toString()));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        if (isTls) {
            Peers.awaitOpen(port);
        } else {
            Peers.awaitGreeting(port);
        }
    }

    private void provision() throws IOException, MailException, Provisioning.Conflict {
        Path volume = Files.createDirectories(folder.resolve("mail"));
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(volume.resolve(".mailstead-volume"), "bench\n");
        DomainName domain = DomainName.parse("bench.example").orElseThrow();
        try (SqliteDirectory directory =
                SqliteDirectory.open(
                        SqliteSettings.of(
                                folder.resolve("directory.sqlite"), SqliteSettings.Mode.CREATE))) {
            directory.addVolume(new Volume("mail", volume.toString(), "bench", 100));
            directory.addCustomer(
                    new Customer("bench", "Bench", Status.ACTIVE, Optional.empty(), Map.of()));
            directory.addDomain(
                    new Domain(
                            domain,
                            "bench",
                            Status.ACTIVE,
                            Status.ACTIVE,
                            Optional.empty(),
                            Optional.empty()));
            for (int i = 0; i < accounts; i++) {
                directory.addAccount(
                        new Account(
                                "user" + i,
                                "bench",
                                List.of(new Address("user" + i, domain)),
                                List.of(verifier),
                                new Home("mail", "user" + i),
                                Optional.of(OWNER),
                                Quota.NONE,
                                Set.of(MailService.DELIVERY, MailService.POP3, MailService.IMAP),
                                Status.ACTIVE,
                                Status.ACTIVE,
                                Map.of()));
            }
            Peers.run(List.of("chown", "-R", "65534:65534", volume.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
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
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return new ProcessTree(process.pid());
    }

    @Override
    public void close() {
        if (process != null) {
            Peers.end(process.toHandle());
        }
    }
}

package mailstead.checks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/**
 * Two volumes and one directory in a temporary folder, and as many nodes over them as a test asks
 * for.
 */
final class TestCluster implements AutoCloseable {

    static final DomainName DOMAIN = DomainName.parse("cluster.example").orElseThrow();
    static final String PASSWORD = "tradition";

    private final Path folder;
    private final SqliteDirectory directory;
    private final List<RunningNode> nodes = new ArrayList<>();

    TestCluster(Path folder) throws IOException, MailException, Provisioning.Conflict {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        directory =
                SqliteDirectory.open(
                        SqliteSettings.of(
                                folder.resolve("directory.sqlite"), SqliteSettings.Mode.CREATE));
        for (String name : List.of("mail1", "mail2")) {
            Path volume = Files.createDirectories(folder.resolve(name));
            Files.writeString(volume.resolve(".mailstead-volume"), "id-of-" + name + "\n");
            directory.addVolume(new Volume(name, volume.toString(), "id-of-" + name, 100));
        }
        directory.addCustomer(
                new Customer("c-1", "First", Status.ACTIVE, Optional.empty(), Map.of()));
        directory.addDomain(
                new Domain(
                        DOMAIN,
                        "c-1",
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Optional.empty(),
                        Optional.of(new Address("tevie", DOMAIN))));
        addAccount("tevie", "mail1", "12/34/tevie");
    }

    void addAccount(String login, String volume, String path)
            throws MailException, Provisioning.Conflict {
        directory.addAccount(
                new Account(
                        login,
                        "c-1",
                        List.of(new Address(login, DOMAIN)),
                        List.of("{PLAIN}" + PASSWORD),
                        new Home(volume, path),
                        Optional.empty(),
                        new Quota(OptionalLong.empty(), OptionalLong.empty()),
                        Set.of(MailService.values()),
                        Status.ACTIVE,
                        Status.ACTIVE,
                        Map.of()));
    }

    Path home(String volume, String path) {
        return folder.resolve(volume).resolve(path);
    }

    /** Where a node of this name keeps messages while they arrive. */
    Path temporary(String name) {
        return folder.resolve(name).resolve("temporary");
    }

    SqliteDirectory directory() {
        return directory;
    }

    /** A node of these roles ({@code mx, lmtp, pop3}), on ports that the system chooses. */
    RunningNode start(String name, String... roles) throws IOException, InterruptedException {
        return startWithHeap("256m", name, roles);
    }

    RunningNode startWithHeap(String heap, String name, String... roles)
            throws IOException, InterruptedException {
        StringBuilder listeners = new StringBuilder();
        for (String role : roles) {
            listeners.append(
                    "  %s: {address: '127.0.0.1:0', tls: starttls, connections-per-address: 1000}\n"
                            .formatted(role));
        }
        Path configuration =
                Files.writeString(
                        folder.resolve(name + ".yaml"),
                        """
                        name: %s.cluster.example
                        roles: [%s]
                        data: %s
                        postmaster: tevie@cluster.example
                        directory: {kind: sqlite, file: directory.sqlite}
                        tls: {self-signed: true}
                        listeners:
                        %s\
                        """
                                .formatted(name, String.join(", ", roles), name, listeners));
        RunningNode node = RunningNode.start(configuration, folder.resolve(name + ".log"), heap);
        nodes.add(node);
        return node;
    }

    @Override
    public void close() {
        nodes.forEach(RunningNode::close);
        directory.close();
    }
}

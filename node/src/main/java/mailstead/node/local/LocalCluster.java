package mailstead.node.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that such a cluster starts and makes: processes, a folder, a block of ports. {@link
 * #close} ends the processes, gives back the ports and removes the folder; it may be called at any
 * time, by any thread, more than once.
 */
public final class LocalCluster implements Closeable {

    /** Files may belong to users who must be able to pass, not to look. */
    private static final String PASSAGE = "rwx--x--x";

    private static final String PRIVATE = "rwx------";

    private static final Path DATABASE = Path.of("directory", "directory.sqlite");
    private static final Path COPIES = Path.of("directory", "copies");
    private static final Path PUBLIC_KEY = Path.of("directory", "publisher.pub");

    /** Nobody serves by it. */
    private static final String CENTRE_ALONE =
            """
            # The centre of the directory, for commands.
            name: centre.cluster.example
            roles: [mx]
            data: centre
            directory: %s
            listeners:
              mx: {address: "127.0.0.1:0", tls: none}
            """;

    private final Path folder;
    private final boolean kept;
    private final PortBlock ports;
    private final ClusterCertificate certificate;
    private final List<NodeProcess> nodes;
    private final Path administration;
    private boolean closed;

    private LocalCluster(
            Path folder,
            boolean kept,
            PortBlock ports,
            ClusterCertificate certificate,
            List<NodeProcess> nodes,
            Path administration) {
        this.administration = administration;
        this.folder = folder;
        this.kept = kept;
        this.ports = ports;
        this.certificate = certificate;
        this.nodes = List.copyOf(nodes);
    }

    /** Where nodes look users up. */
    public enum LookUps {
        /** In the database itself. */
        CENTRE,
        /** In copies that are published into a folder. */
        COPIES
    }

    /** Which nodes there are to be, given a block of ports. */
    @FunctionalInterface
    public interface Plans {
        List<NodePlan> in(PortBlock ports);
    }

    /** As the other, with nodes that look users up in the database itself. */
    public static LocalCluster prepare(
            Path folder, boolean kept, int portBase, List<Integer> offsets, Plans plans)
            throws IOException, InterruptedException {
        return prepare(folder, kept, portBase, offsets, plans, LookUps.CENTRE);
    }

    /**
     * Lays out folders, certificate and configuration files. Starts nothing.
     *
     * @param kept whether the folder stays when this is closed
     * @param offsets the ports of a block that the plans use
     */
    public static LocalCluster prepare(
            Path folder,
            boolean kept,
            int portBase,
            List<Integer> offsets,
            Plans plans,
            LookUps lookUps)
            throws IOException, InterruptedException {
        PortBlock ports = PortBlock.claim(portBase, offsets);
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(PASSAGE));
            ClusterCertificate certificate =
                    ClusterCertificate.make(makePrivate(folder.resolve("tls")), NodePlan.DOMAIN);
            makePrivate(folder.resolve("directory"));
            String centre = "{file: \"" + folder.resolve(DATABASE) + "\"}";
            String directory =
                    switch (lookUps) {
                        case CENTRE -> centre;
                        case COPIES -> copies(folder);
                    };
            List<NodeProcess> nodes = new ArrayList<>();
            for (NodePlan plan : plans.in(ports)) {
                NodeProcess node = new NodeProcess(plan, makePrivate(folder.resolve(plan.name())));
                Files.writeString(
                        node.configuration(),
                        plan.configuration(
                                directory, certificate.certificateFile(), certificate.keyFile()));
                nodes.add(node);
            }
            Path administration =
                    switch (lookUps) {
                        case CENTRE -> nodes.getFirst().configuration();
                        case COPIES ->
                                Files.writeString(
                                        folder.resolve("directory/centre.yaml"),
                                        CENTRE_ALONE.formatted(centre));
                    };
            return new LocalCluster(folder, kept, ports, certificate, nodes, administration);
        } catch (IOException | InterruptedException e) {
            ports.close();
            throw e;
        }
    }

    private static String copies(Path folder) {
        return "{kind: distributed, copy: {folder: \"%s\", keys: \"%s\", interval: 1s, old: 1h}}"
                .formatted(folder.resolve(COPIES), folder.resolve(PUBLIC_KEY));
    }

    public Path folder() {
        return folder;
    }

    /** A configuration with the database itself, for commands. */
    public Path administration() {
        return administration;
    }

    public Path database() {
        return folder.resolve(DATABASE);
    }

    /** The folder that copies are published into; nobody has made it. */
    public Path copies() {
        return folder.resolve(COPIES);
    }

    /** The file where nodes look for the publisher's key; nobody has written it. */
    public Path publicKey() {
        return folder.resolve(PUBLIC_KEY);
    }

    public ClusterCertificate certificate() {
        return certificate;
    }

    public List<NodeProcess> nodes() {
        return nodes;
    }

    public NodeProcess node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    public void start(NodeProcess node) throws IOException {
        start(node, List.of());
    }

    /**
     * @param options more options for its Java
     */
    public void start(NodeProcess node, List<String> options) throws IOException {
        synchronized (this) {
            if (closed) {
                throw new IOException("the cluster is ending");
            }
            node.start(options);
        }
    }

    public void awaitReady() throws IOException, InterruptedException {
        for (NodeProcess node : nodes) {
            node.awaitReady();
        }
    }

    /** A file that only this user can read. */
    public Path secret(String name, String content) throws IOException {
        Path file = folder.resolve("tls").resolve(name);
        return Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        nodes.forEach(NodeProcess::terminate);
        nodes.forEach(NodeProcess::awaitEnd);
        try {
            ports.close();
            if (!kept) {
                removeAll(folder);
            }
        } catch (IOException e) {
            System.err.println("mailstead: could not remove " + folder + ": " + e.getMessage());
        }
    }

    /** A folder and all that is in it. */
    public static void removeAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(PRIVATE));
    }
}

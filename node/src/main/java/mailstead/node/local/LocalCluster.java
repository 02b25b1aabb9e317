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

    private final Path folder;
    private final boolean kept;
    private final PortBlock ports;
    private final ClusterCertificate certificate;
    private final List<NodeProcess> nodes;
    private boolean closed;

    private LocalCluster(
            Path folder,
            boolean kept,
            PortBlock ports,
            ClusterCertificate certificate,
            List<NodeProcess> nodes) {
        this.folder = folder;
        this.kept = kept;
        this.ports = ports;
        this.certificate = certificate;
        this.nodes = List.copyOf(nodes);
    }

    /** Which nodes there are to be, given a block of ports. */
    @FunctionalInterface
    public interface Plans {
        List<NodePlan> in(PortBlock ports);
    }

    /**
     * Lays out folders, certificate and configuration files. Starts nothing.
     *
     * @param kept whether the folder stays when this is closed
     * @param offsets the ports of a block that the plans use
     */
    public static LocalCluster prepare(
            Path folder, boolean kept, int portBase, List<Integer> offsets, Plans plans)
            throws IOException, InterruptedException {
        PortBlock ports = PortBlock.claim(portBase, offsets);
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(PASSAGE));
            ClusterCertificate certificate =
                    ClusterCertificate.make(makePrivate(folder.resolve("tls")), NodePlan.DOMAIN);
            Path directory = makePrivate(folder.resolve("directory")).resolve("directory.sqlite");
            List<NodeProcess> nodes = new ArrayList<>();
            for (NodePlan plan : plans.in(ports)) {
                NodeProcess node = new NodeProcess(plan, makePrivate(folder.resolve(plan.name())));
                Files.writeString(
                        node.configuration(),
                        plan.configuration(
                                directory, certificate.certificateFile(), certificate.keyFile()));
                nodes.add(node);
            }
            return new LocalCluster(folder, kept, ports, certificate, nodes);
        } catch (IOException | InterruptedException e) {
            ports.close();
            throw e;
        }
    }

    public Path folder() {
        return folder;
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

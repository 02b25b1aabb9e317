package mailstead.node.demo;

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
import mailstead.node.demo.Steps.StepFailed;

/**
 * Everything that a demonstration starts and makes: four processes, a folder, a block of ports.
 * {@link #close} ends the processes, gives back the ports and removes the folder; it may be called
 * at any time, by any thread, more than once.
 */
final class Cluster implements Closeable {

    /** Files may belong to users who must be able to pass, not to look. */
    private static final String PASSAGE = "rwx--x--x";

    private static final String PRIVATE = "rwx------";

    private final Path folder;
    private final boolean kept;
    private final PortBlock ports;
    private final ClusterCertificate certificate;
    private final List<NodeProcess> nodes;
    private boolean closed;

    private Cluster(
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

    /** Lays out folders, certificate and configuration files. Starts nothing. */
    static Cluster prepare(Path folder, boolean kept, int portBase)
            throws IOException, InterruptedException {
        PortBlock ports = PortBlock.claim(portBase, NodePlan.offsets());
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(PASSAGE));
            ClusterCertificate certificate =
                    ClusterCertificate.make(makePrivate(folder.resolve("tls")), NodePlan.DOMAIN);
            Path directory = makePrivate(folder.resolve("directory")).resolve("directory.sqlite");
            List<NodeProcess> nodes = new ArrayList<>();
            for (NodePlan plan : NodePlan.all(ports)) {
                NodeProcess node = new NodeProcess(plan, makePrivate(folder.resolve(plan.name())));
                Files.writeString(
                        node.configuration(),
                        plan.configuration(
                                directory, certificate.certificateFile(), certificate.keyFile()));
                nodes.add(node);
            }
            return new Cluster(folder, kept, ports, certificate, nodes);
        } catch (IOException | InterruptedException e) {
            ports.close();
            throw e;
        }
    }

    Path folder() {
        return folder;
    }

    ClusterCertificate certificate() {
        return certificate;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    NodeProcess node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    void start(NodeProcess node) throws IOException {
        synchronized (this) {
            if (closed) {
                throw new IOException("the demonstration is ending");
            }
            node.start();
        }
    }

    void awaitReady() throws StepFailed, InterruptedException {
        for (NodeProcess node : nodes) {
            node.awaitReady();
        }
    }

    /** A file that only this user can read. */
    Path secret(String name, String content) throws IOException {
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
    static void removeAll(Path folder) throws IOException {
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

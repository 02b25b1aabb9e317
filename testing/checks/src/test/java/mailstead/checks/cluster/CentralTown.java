package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import mailstead.node.Main;
import mailstead.testkit.postgres.PostgresServer;

/**
 * A directory in PostgreSQL, filled by our commands, beside which other programs run that look at
 * it as {@code docs/operate} says. Everybody may look into its folder.
 */
final class CentralTown implements AutoCloseable {

    private static final Path SNIPPETS = Path.of("..", "..", "docs", "operate", "snippets");
    private static final String DATABASE = "mailstead";

    private final Path folder;
    private final PostgresServer server;

    private CentralTown(Path folder, PostgresServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** With customer c-1, domain cluster.example and one volume; left out without PostgreSQL. */
    static CentralTown start(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        CentralTown town = new CentralTown(folder, PostgresServer.start());
        town.server.sql("postgres", "CREATE DATABASE " + DATABASE);
        town.server.sql("postgres", "REVOKE ALL ON DATABASE " + DATABASE + " FROM PUBLIC");
        town.configure("town");
        town.run("directory prepare");
        town.run("volume add mail1 " + folder.resolve("mail1") + " --create");
        town.run("customer add c-1");
        town.run("domain add cluster.example --customer c-1");
        return town;
    }

    Path folder() {
        return folder;
    }

    PostgresServer server() {
        return server;
    }

    /** Runs statements as the database's owner; gives what they print. */
    String sql(String statements) throws IOException {
        return server.sql(DATABASE, statements);
    }

    /**
     * Runs one of our commands, words parted by single spaces, to a good end; gives its standard
     * output.
     */
    String run(String line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                (line + " --config " + folder.resolve("town.yaml")).split(" ", -1));
        assertThat(status).as(line + ": " + out + err).isZero();
        return out.toString();
    }

    /** A node of these roles on this directory, on ports that the system chooses. */
    RunningNode node(String... roles) throws IOException, InterruptedException {
        return RunningNode.start(configure("node", roles), folder.resolve("node.log"), "256m");
    }

    private Path configure(String name, String... roles) throws IOException {
        StringBuilder listeners = new StringBuilder();
        for (String role : roles.length == 0 ? new String[] {"mx"} : roles) {
            listeners.append("  %s: {address: '127.0.0.1:0', tls: none}\n".formatted(role));
        }
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                name: %s.cluster.example
                roles: [%s]
                data: %1$s
                directory:
                  kind: postgresql
                  servers: "%s:%d"
                  user: %s
                  tls: disable
                listeners:
                %s\
                """
                        .formatted(
                                name,
                                roles.length == 0 ? "mx" : String.join(", ", roles),
                                server.host(),
                                server.port(),
                                PostgresServer.ADMIN,
                                listeners));
    }

    /**
     * A file of {@code docs/operate/snippets} as an operator would change it.
     *
     * @param changes what stands there to what the test needs; each must be there
     */
    static String snippet(String name, Map<String, String> changes) throws IOException {
        String text = Files.readString(SNIPPETS.resolve(name));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            assertThat(text).as("docs/operate/snippets/" + name).contains(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

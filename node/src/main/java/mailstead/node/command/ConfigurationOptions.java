package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.NodeConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code --config} and {@code --data}, shared by every command that concerns a node (picocli
 * mixin).
 */
public final class ConfigurationOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "Configuration file. Default: $MAILSTEAD_CONFIG; without either, one machine on its own.")
    private @Nullable Path config;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "FOLDER",
            description =
                    "Without a configuration file: where everything is kept. Default: $MAILSTEAD_DATA,"
                            + " else mailstead in $XDG_DATA_HOME or ~/.local/share.")
    private @Nullable Path data;

    /** Whether the command line says where it is. */
    boolean isNamed() {
        return config != null || data != null;
    }

    /** The file meant, if there is one. */
    public Optional<Path> file() {
        if (config != null) {
            return Optional.of(config);
        }
        return data == null ? environment("MAILSTEAD_CONFIG") : Optional.empty();
    }

    /** Reads the file, or takes the configuration of a machine that stands alone. */
    public NodeConfig load() throws IOException, BrokenConfiguration {
        Optional<Path> file = file();
        return file.isPresent() ? NodeConfig.load(file.get()) : NodeConfig.single(dataFolder());
    }

    private Path dataFolder() {
        if (data != null) {
            return data;
        }
        return environment("MAILSTEAD_DATA")
                .or(() -> environment("XDG_DATA_HOME").map(base -> base.resolve("mailstead")))
                .orElseGet(() ->
                        Path.of(
                                System.getProperty("user.home", "."),
                                ".local",
                                "share",
                                "mailstead"));
    }

    private static Optional<Path> environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }
}

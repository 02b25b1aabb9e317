package mailstead.node.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.NodeConfig;
import mailstead.node.wiring.Server;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code mailstead serve}: runs a node until SIGTERM or SIGINT. SIGHUP reads the configuration
 * again.
 */
@Command(
        name = "serve",
        description =
                "Runs a node in the foreground. SIGTERM drains it, SIGHUP reads the configuration again.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written, with one line for each listener, as soon as the node serves.")
    private @Nullable Path readyFile;

    @Override
    public Integer call() throws Exception {
        NodeConfig config;
        try {
            config = options.load();
        } catch (BrokenConfiguration broken) {
            ConfigCommand.report(options, broken);
            return ExitStatus.BROKEN_CONFIGURATION;
        }
        return new Server(options::load, Optional.ofNullable(readyFile), System.out).run(config);
    }
}

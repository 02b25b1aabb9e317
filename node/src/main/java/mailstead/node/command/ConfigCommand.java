package mailstead.node.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mailstead config}: checks, shows and explains the configuration file. */
@Command(
        name = "config",
        description = "Checks, shows or explains the configuration.",
        subcommands = {
            ConfigCommand.Check.class,
            ConfigCommand.Show.class,
            ConfigCommand.ReferencePage.class
        },
        mixinStandardHelpOptions = true)
public final class ConfigCommand implements Runnable {

    @picocli.CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "check, show or reference?");
    }

    /**
     * Tells every error on standard error, one a line, with the file's name before the line's
     * number.
     */
    static void report(ConfigurationOptions options, BrokenConfiguration broken) {
        String file = options.file().map(path -> path + ": ").orElse("");
        broken.problems().forEach(problem -> System.err.println(file + problem));
    }

    /** {@code config check}. */
    @Command(
            name = "check",
            description = "Reports every error in the file; exit status 78 if there is one.")
    static final class Check implements Callable<Integer> {

        @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

        @Override
        public Integer call() throws IOException {
            try {
                options.load();
                System.out.println("configuration is good");
                return 0;
            } catch (BrokenConfiguration broken) {
                report(options, broken);
                return ExitStatus.BROKEN_CONFIGURATION;
            }
        }
    }

    /** {@code config show}. */
    @Command(name = "show", description = "Prints what applies, defaults included.")
    static final class Show implements Callable<Integer> {

        @Mixin private final ConfigurationOptions options = new ConfigurationOptions();

        @Override
        public Integer call() throws IOException {
            try {
                NodeConfig config = options.load();
                System.out.print(mailstead.node.config.Rendering.of(config));
                return 0;
            } catch (BrokenConfiguration broken) {
                report(options, broken);
                return ExitStatus.BROKEN_CONFIGURATION;
            }
        }
    }

    /** {@code config reference}. */
    @Command(name = "reference", description = "Prints the reference of all keys (Markdown).")
    static final class ReferencePage implements Runnable {
        @Override
        public void run() {
            System.out.print(Reference.page());
        }
    }
}

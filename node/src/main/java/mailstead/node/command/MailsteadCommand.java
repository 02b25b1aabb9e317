package mailstead.node.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import mailstead.node.bench.BenchCommand;
import mailstead.node.config.UnreadableConfiguration;
import mailstead.node.config.Wording;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code mailstead} itself: its sub-commands. */
@Command(
        name = "mailstead",
        description = "An ISP-scale mail cluster: stateless front ends over Maildirs.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class)
public final class MailsteadCommand implements Runnable {

    /** In the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("config", ConfigCommand.class);
        COMMANDS.put("customer", CustomerCommand.class);
        COMMANDS.put("domain", DomainCommand.class);
        COMMANDS.put("alias", AliasCommand.class);
        COMMANDS.put("account", AccountCommand.class);
        COMMANDS.put("volume", VolumeCommand.class);
        COMMANDS.put("usage", UsageCommand.class);
        COMMANDS.put("token", TokenCommand.class);
        COMMANDS.put("webhook", WebhookCommand.class);
        COMMANDS.put("directory", DirectoryCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("torture", TortureCommand.class);
        COMMANDS.put("bench", BenchCommand.class);
        COMMANDS.put("rehearse", RehearseCommand.class);
        COMMANDS.put("completion", CompletionCommand.class);
        COMMANDS.put("version", VersionCommand.class);
        COMMANDS.put("help", CommandLine.HelpCommand.class);
    }

    /** Those that speak of the others. */
    private static final Set<String> WANT_ALL = Set.of("completion", "help");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /**
     * The program with all its commands, or with only the one that is the first argument: reading
     * the annotations of all of them takes most of a second.
     */
    public static CommandLine commandLine(String... arguments) {
        CommandLine program = new CommandLine(new MailsteadCommand());
        String first = arguments.length == 0 ? "" : arguments[0];
        Class<?> asked = COMMANDS.get(first);
        if (asked == null || WANT_ALL.contains(first)) {
            COMMANDS.forEach(program::addSubcommand);
        } else {
            program.addSubcommand(first, asked);
        }
        return program.setParameterExceptionHandler(MailsteadCommand::explain)
                .setExecutionExceptionHandler(MailsteadCommand::fail);
    }

    /** A file or an address that cannot be had is told in a line; anything else is a bug. */
    private static int fail(Exception failure, CommandLine command, ParseResult parsed)
            throws Exception {
        if (!(failure instanceof IOException cannot)) {
            throw failure;
        }
        command.getErr().println("mailstead: " + Wording.of(cannot));
        command.getErr().flush();
        return cannot instanceof UnreadableConfiguration ? ExitStatus.USAGE : ExitStatus.REFUSED;
    }

    /** One line on what is wrong and one on where to read more, instead of a page of usage. */
    private static int explain(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("mailstead: " + wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("see: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitStatus.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

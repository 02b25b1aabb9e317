package mailstead.node.command;

import java.io.PrintWriter;
import mailstead.node.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mailstead} itself: its sub-commands. */
@Command(
        name = "mailstead",
        description = "An ISP-scale mail cluster: stateless front ends over Maildirs.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        subcommands = {
            ServeCommand.class,
            ConfigCommand.class,
            CustomerCommand.class,
            DomainCommand.class,
            AliasCommand.class,
            AccountCommand.class,
            VolumeCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            RehearseCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class,
        })
public final class MailsteadCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    public static CommandLine commandLine() {
        return new CommandLine(new MailsteadCommand())
                .setParameterExceptionHandler(MailsteadCommand::explain);
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

package mailstead.node.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import mailstead.node.demo.Demonstration;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.Operator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mailstead demo}. */
@Command(
        name = "demo",
        description = {
            "Starts a mail cluster of six processes on this machine and shows what it can do.",
            "Stays up until interrupted; then ends the processes and removes everything."
        })
final class DemoCommand extends Group implements Callable<Integer> {

    private static final int PORT_BASE_MIN = 1024;
    private static final int PORT_BASE_MAX = 64_536;

    @Option(names = "--once", description = "End after the exercise.")
    private boolean once;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description =
                    "Use a block of 1000 ports from N on, the next free one if it is taken; 20000 if left out.")
    private int portBase = Demonstration.Settings.DEFAULT_PORT_BASE;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description =
                    "Do everything in this folder, which must be empty, and leave it there at the end.")
    private @Nullable Path kept;

    @Option(
            names = "--directory",
            paramLabel = "KIND",
            description =
                    "Where nodes look users up: ${COMPLETION-CANDIDATES}; central if left out. With distributed,"
                            + " each has a copy, and the database is taken away before any mail comes.")
    private Directories directory = Directories.central;

    /** As they are typed. */
    @SuppressWarnings("MemberName")
    private enum Directories {
        central,
        distributed
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (portBase < PORT_BASE_MIN || portBase > PORT_BASE_MAX) {
            throw new ParameterException(spec.commandLine(), "--port-base must be 1024 to 64536");
        }
        Demonstration.Settings settings =
                new Demonstration.Settings(
                        once,
                        portBase,
                        Optional.ofNullable(kept),
                        switch (directory) {
                            case central -> LocalCluster.LookUps.CENTRE;
                            case distributed -> LocalCluster.LookUps.COPIES;
                        });
        try {
            Demonstration demonstration =
                    new Demonstration(settings, DemoCommand::type, Table::align, System.out);
            return demonstration.run() ? ExitStatus.OK : ExitStatus.REFUSED;
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("mailstead: the demonstration cannot start: " + e.getMessage());
            spec.commandLine().getErr().flush();
            return ExitStatus.REFUSED;
        }
    }

    /** An administration command, run by the very program that operators use. */
    static Operator.Outcome type(List<String> words) {
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed, true);
        CommandLine program = MailsteadCommand.commandLine().setOut(writer).setErr(writer);
        int status = program.execute(words.toArray(String[]::new));
        writer.flush();
        return new Operator.Outcome(status, printed.toString());
    }
}

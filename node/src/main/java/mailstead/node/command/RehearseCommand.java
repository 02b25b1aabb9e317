package mailstead.node.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import mailstead.node.demo.Rehearsal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mailstead rehearse}: what the launcher has the JVM record after a build. */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Starts a node in a temporary folder, sends it one message and ends.")
final class RehearseCommand extends Group implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine program = spec.commandLine();
        try {
            new Rehearsal(DemoCommand::type, System.out).run();
            return ExitStatus.OK;
        } catch (IOException e) {
            program.getErr().println("mailstead: the rehearsal failed: " + e.getMessage());
            program.getErr().flush();
            return ExitStatus.REFUSED;
        }
    }
}

package mailstead.node.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import mailstead.node.torture.Torture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mailstead torture}. */
@Command(
        name = "torture",
        description = {
            "Lets many clients work at once on a few mailboxes through several nodes, which are",
            "killed, stopped and started again meanwhile, and checks everything the clients were told."
        })
final class TortureCommand extends Group implements Callable<Integer> {

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "What is tortured: mailbox (the only one today).")
    private String scenario = "mailbox";

    @Option(names = "--seconds", paramLabel = "N", description = "How long; 60 if left out.")
    private int seconds = 60;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "What the clients do is drawn from it; how their steps interleave is not. 1 if left out.")
    private long seed = 1;

    @Option(names = "--nodes", paramLabel = "N", description = "Processes; 3 if left out.")
    private int nodes = 3;

    @Option(names = "--clients", paramLabel = "N", description = "At once; 10 if left out.")
    private int clients = 10;

    @Option(names = "--accounts", paramLabel = "N", description = "Mailboxes; 2 if left out.")
    private int accounts = 2;

    @Option(
            names = "--planted",
            paramLabel = "BUG",
            description = {
                "Give the nodes a bug, to see that it is found: link-overwrites (the file system's",
                "link replaces what is there) or listing-misses (a listing leaves a name out)."
            })
    private @Nullable String planted;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description = "Do everything in this folder and leave it there at the end.")
    private @Nullable Path kept;

    @Option(
            names = "--places",
            paramLabel = "ROLE:PORT,...",
            description = {
                "Torture nodes that run already, reached on this machine's loopback address, such as",
                "mx:2501,imap:2502,imap:2503,pop3:2504. They must know accounts box0, box1..."
            })
    private @Nullable String places;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (!scenario.equals("mailbox")) {
            throw new ParameterException(spec.commandLine(), "the only scenario is mailbox");
        }
        if (seconds < 1 || nodes < 1 || nodes > 100 || clients < 3 || accounts < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "needs a second, a node (100 at most), three clients and an account at least");
        }
        Torture.Settings settings =
                new Torture.Settings(
                        Duration.ofSeconds(seconds),
                        seed,
                        nodes,
                        clients,
                        accounts,
                        Optional.ofNullable(planted),
                        Optional.ofNullable(kept),
                        Optional.ofNullable(places));
        boolean isRight = new Torture(settings, DemoCommand::type, System.out).run();
        return isRight ? ExitStatus.OK : ExitStatus.REFUSED;
    }
}

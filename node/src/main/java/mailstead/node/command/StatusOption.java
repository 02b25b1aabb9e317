package mailstead.node.command;

import mailstead.spi.Status;
import picocli.CommandLine.Option;

/** {@code --suspend} or {@code --resume}: used as an exclusive group. */
final class StatusOption {

    @Option(names = "--suspend", description = "Refuse log-in, delete nothing.")
    private boolean suspend;

    @Option(names = "--resume", description = "Serve again.")
    private boolean resume;

    Status status() {
        return suspend && !resume ? Status.SUSPENDED : Status.ACTIVE;
    }
}

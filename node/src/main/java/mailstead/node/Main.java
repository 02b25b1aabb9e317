package mailstead.node;

import mailstead.node.command.MailsteadCommand;
import picocli.CommandLine;

/** The program: {@code ./mailstead} ends here. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** The whole command line, for {@link #main}, completion scripts and tests. */
    public static CommandLine commandLine() {
        return MailsteadCommand.commandLine();
    }
}

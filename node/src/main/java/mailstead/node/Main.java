package mailstead.node;

import mailstead.node.command.MailsteadCommand;
import picocli.CommandLine;

/** The program: {@code ./mailstead} ends here. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        int status = commandLine(arguments).execute(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** The command line, for {@link #main} and tests; see {@link MailsteadCommand#commandLine}. */
    public static CommandLine commandLine(String... arguments) {
        return MailsteadCommand.commandLine(arguments);
    }
}

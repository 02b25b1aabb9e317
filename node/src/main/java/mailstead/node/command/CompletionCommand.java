package mailstead.node.command;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailstead completion}: prints a script for the user's shell. */
@Command(
        name = "completion",
        description = {
            "Prints a completion script for the shell.",
            "bash: source <(mailstead completion bash)",
            "zsh: autoload -U +X bashcompinit && bashcompinit; source <(mailstead completion zsh)"
        })
final class CompletionCommand extends Group implements Runnable {

    /** The shells whose completion the script serves; zsh through its bashcompinit. */
    @SuppressWarnings("MemberName")
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private @Nullable Shell shell;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("used outside a command");
        }
        PrintWriter out = known.commandLine().getOut();
        out.println(AutoComplete.bash("mailstead", known.root().commandLine()));
        out.flush();
    }
}

package mailstead.node.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code mailstead version}. */
@Command(name = "version", description = "Prints the version of this program and of its Java.")
public final class VersionCommand implements Runnable, IVersionProvider {

    /** Changed with the version in {@code pom.xml}; a test compares them. */
    static final String VERSION = "0.1.0-SNAPSHOT";

    @Override
    public void run() {
        System.out.println(getVersion()[0]);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"mailstead " + VERSION + " (Java " + Runtime.version() + ")"};
    }
}

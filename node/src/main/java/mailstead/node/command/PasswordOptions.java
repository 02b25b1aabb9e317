package mailstead.node.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a password comes from: a file, standard input, the terminal, or a hash made elsewhere.
 * Never the command line, which every user of the machine can read. Used as an exclusive group.
 */
final class PasswordOptions {

    private static final int OCTETS_MAX = 1024;

    @Option(names = "--password", description = "Ask for the password on the terminal.")
    private boolean ask;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password is the first line of this file.")
    private @Nullable Path file;

    @Option(
            names = "--password-stdin",
            description = "The password is the first line of standard input.")
    private boolean standardInput;

    @Option(
            names = "--password-hash",
            paramLabel = "{SCHEME}HASH",
            description = "A hash from another system, such as {SSHA512}... or {BLF-CRYPT}$2y$...")
    private @Nullable String hash;

    @Option(names = "--no-password", description = "Nobody can log in.")
    private boolean none;

    /** What was given. */
    sealed interface Given {
        /**
         * @param utf8 the password; whoever uses it clears it
         */
        record Clear(byte[] utf8) implements Given {
            @Override
            public String toString() {
                return "Clear[hidden]";
            }
        }

        record Hash(String verifier) implements Given {
            @Override
            public String toString() {
                return "Hash[hidden]";
            }
        }

        record Nothing() implements Given {}
    }

    /** The source cannot be used; the text is for the user. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String text) {
            super(text);
        }
    }

    Given read() throws Unreadable {
        Path from = file;
        String ready = hash;
        if (none) {
            return new Given.Nothing();
        }
        if (ready != null) {
            return new Given.Hash(ready);
        }
        if (from != null) {
            try (InputStream in = Files.newInputStream(from)) {
                return new Given.Clear(firstLine(in, from.toString()));
            } catch (IOException e) {
                throw new Unreadable("cannot read the password file " + from);
            }
        }
        if (standardInput) {
            try {
                return new Given.Clear(firstLine(System.in, "standard input"));
            } catch (IOException e) {
                throw new Unreadable("cannot read the password from standard input");
            }
        }
        return prompt().orElseThrow(() ->
                new Unreadable(
                        "there is no terminal to ask for the password on: use --password-file,"
                                + " --password-stdin, --password-hash or --no-password"));
    }

    /** Asks twice, if somebody sits at a terminal. */
    static Optional<Given> prompt() throws Unreadable {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        byte[] first = utf8(console.readPassword("Password: "));
        byte[] second = utf8(console.readPassword("Again: "));
        boolean same = Arrays.equals(first, second);
        Arrays.fill(second, (byte) 0);
        if (!same) {
            throw new Unreadable("the two passwords differ");
        }
        if (first.length == 0) {
            throw new Unreadable("an empty password is none: use --no-password");
        }
        return Optional.of(new Given.Clear(first));
    }

    private static byte[] firstLine(InputStream in, String source) throws IOException, Unreadable {
        byte[] octets = in.readNBytes(OCTETS_MAX + 2);
        int end = 0;
        while (end < octets.length && octets[end] != '\n') {
            end++;
        }
        if (end > 0 && octets[end - 1] == '\r') {
            end--;
        }
        if (end == 0 || end > OCTETS_MAX) {
            throw new Unreadable(
                    "%s holds no password: the first line must have 1 to %d octets"
                            .formatted(source, OCTETS_MAX));
        }
        return Arrays.copyOf(octets, end);
    }

    private static byte[] utf8(char @Nullable [] typed) {
        if (typed == null) {
            return new byte[0];
        }
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        Arrays.fill(buffer.array(), (byte) 0);
        Arrays.fill(typed, '\0');
        return octets;
    }
}

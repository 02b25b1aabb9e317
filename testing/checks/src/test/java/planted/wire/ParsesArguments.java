package planted.wire;

/** Breaks a rule on purpose. */
public final class ParsesArguments {
    Object parse() {
        return new picocli.CommandLine(new Object());
    }
}

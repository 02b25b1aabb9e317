package mailstead.node.command;

import picocli.CommandLine.Option;

/** A command that only holds others: it has help and nothing else. */
abstract class Group {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;
}

package mailstead.node.config;

/** How events become log lines, on standard error. */
public record LogConfig(Format format, Level level) {

    /** How a line is written. */
    public enum Format {
        TEXT,
        JSON
    }

    /** The least important line that is written. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }
}

package planted.spi;

/** Breaks a rule on purpose. */
public final class WritesJson {
    Object json() {
        return new tools.jackson.databind.ObjectMapper();
    }
}

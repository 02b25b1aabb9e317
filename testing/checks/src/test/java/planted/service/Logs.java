package planted.service;

/** Breaks a rule on purpose. */
public final class Logs {
    Object log() {
        return org.slf4j.LoggerFactory.getLogger("planted");
    }
}

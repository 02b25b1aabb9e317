package planted.maildir;

/** Breaks a rule on purpose. */
public final class LooksAtTheClock {
    Object now() {
        return java.time.Instant.now();
    }
}

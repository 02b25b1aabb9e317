package planted.smtp.server;

/** Breaks a rule on purpose. */
public final class StartsAThread {
    void start() {
        Thread.startVirtualThread(() -> {});
    }
}

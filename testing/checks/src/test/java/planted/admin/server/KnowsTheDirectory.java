package planted.admin.server;

/** Breaks a rule on purpose. */
public final class KnowsTheDirectory {
    Object directory() {
        return new planted.spi.Thing();
    }
}

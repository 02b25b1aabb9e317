package mailstead.service.provisioning;

/**
 * One field of a resource's document. Immutable.
 *
 * @param use when it may be given
 * @param isNeeded whether a new resource must have it
 * @param least who may set it
 * @param meaning a sentence for people
 */
public record Field(
        String name, Shape shape, Use use, boolean isNeeded, Level least, String meaning) {

    /** When a field may be given. */
    public enum Use {
        /** Always. */
        ALWAYS,
        /** At the beginning; then it stays. */
        ONCE,
        /** Told, never given. */
        TOLD,
        /** Given, never told. */
        SECRET
    }

    static Field needed(String name, Shape shape, String meaning) {
        return new Field(name, shape, Use.ALWAYS, true, Level.CUSTOMER, meaning);
    }

    static Field optional(String name, Shape shape, String meaning) {
        return new Field(name, shape, Use.ALWAYS, false, Level.CUSTOMER, meaning);
    }

    static Field key(String name, Shape shape, String meaning) {
        return new Field(name, shape, Use.ONCE, true, Level.CUSTOMER, meaning);
    }

    static Field once(String name, Shape shape, String meaning) {
        return new Field(name, shape, Use.ONCE, false, Level.CUSTOMER, meaning);
    }

    static Field told(String name, Shape shape, String meaning) {
        return new Field(name, shape, Use.TOLD, false, Level.CUSTOMER, meaning);
    }

    static Field secret(String name, Shape shape, String meaning) {
        return new Field(name, shape, Use.SECRET, false, Level.CUSTOMER, meaning);
    }

    Field from(Level level) {
        return new Field(name, shape, use, isNeeded, level, meaning);
    }
}

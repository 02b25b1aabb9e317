package mailstead.mail;

/**
 * The MAIL FROM of an envelope (RFC 5321 section 4.1.1.2): an address, or nobody for notices that
 * must not bounce.
 */
public sealed interface ReversePath {

    /** {@code <>}. */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "<>";
        }
    }

    record Sender(Address address) implements ReversePath {
        @Override
        public String toString() {
            return "<" + address + ">";
        }
    }

    ReversePath NULL = new Null();
}

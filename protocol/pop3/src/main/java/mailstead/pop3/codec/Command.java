package mailstead.pop3.codec;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a client may say. Immutable. Message numbers are 0 to 2^31-1 as the client wrote them; the
 * session knows which of them exist.
 */
public sealed interface Command {

    /** RFC 1939 section 7. */
    record User(String name) implements Command {}

    /** RFC 1939 section 7. The password is everything after the first space, spaces included. */
    record Pass(byte[] password) implements Command {
        @Override
        public String toString() {
            return "Pass[hidden]";
        }
    }

    /**
     * RFC 5034 section 4.
     *
     * @param initialResponse still encoded in base64; {@code =} is an empty one
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /**
     * {@code AUTH} alone: older than CAPA, still asked by some clients: which mechanisms are there?
     */
    record AuthList() implements Command {}

    /** RFC 2595 section 4. */
    record Stls() implements Command {}

    /** RFC 2449 section 5. */
    record Capa() implements Command {}

    /** RFC 6856 section 2.1. */
    record Utf8() implements Command {}

    /** RFC 6856 section 3.1: choose a language; {@code *} leaves the choice to the server. */
    record Lang(String tag) implements Command {}

    /** RFC 6856 section 3.1: which languages are there? */
    record LangList() implements Command {}

    record Stat() implements Command {}

    record List(OptionalInt message) implements Command {}

    record Uidl(OptionalInt message) implements Command {}

    record Retr(int message) implements Command {}

    /**
     * @param bodyLines 0 to 2^31-1
     */
    record Top(int message, int bodyLines) implements Command {}

    record Dele(int message) implements Command {}

    record Noop() implements Command {}

    record Rset() implements Command {}

    record Quit() implements Command {}

    /** Not a command; {@code why} is for the client to read. */
    record Malformed(String why) implements Command {}
}

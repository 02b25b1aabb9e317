package mailstead.pop3.codec;

import java.util.Optional;

/** The first or only line of an answer (RFC 1939 section 3). Immutable. */
public sealed interface Reply {

    /**
     * For the client's user to read: visible characters and spaces, at most {@link
     * #TEXT_CHARACTERS_MAX}.
     */
    String text();

    /**
     * RFC 1939 section 3: 512 octets with status, response code and line end; three octets each at
     * worst.
     */
    int TEXT_CHARACTERS_MAX = 160;

    record Ok(String text) implements Reply {
        public Ok {
            check(text);
        }
    }

    record Err(Optional<ResponseCode> code, String text) implements Reply {
        public Err {
            check(text);
        }

        public Err(String text) {
            this(Optional.empty(), text);
        }

        public Err(ResponseCode code, String text) {
            this(Optional.of(code), text);
        }
    }

    /** Makes any text one that a reply can carry. */
    static String clean(String text) {
        String visible = text.replaceAll("\\p{Cntrl}+", " ");
        return visible.length() <= TEXT_CHARACTERS_MAX
                ? visible
                : visible.substring(0, visible.offsetByCodePoints(TEXT_CHARACTERS_MAX / 2, 0));
    }

    private static void check(String text) {
        if (text.length() > TEXT_CHARACTERS_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a reply's text");
        }
    }
}

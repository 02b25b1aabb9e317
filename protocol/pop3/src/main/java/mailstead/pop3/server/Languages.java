package mailstead.pop3.server;

import java.util.Locale;
import java.util.Optional;

/** The languages of our texts (RFC 6856 section 3): English. */
final class Languages {

    static final String ENGLISH = "en";
    static final String ENGLISH_LISTED = "en English";

    private Languages() {}

    /**
     * The best language for a range: {@code *}, {@code en}, {@code en-GB} (RFC 4647 section 3.4).
     */
    static Optional<String> choose(String range) {
        String folded = range.toLowerCase(Locale.ROOT);
        return folded.equals("*") || folded.equals(ENGLISH) || folded.startsWith(ENGLISH + "-")
                ? Optional.of(ENGLISH)
                : Optional.empty();
    }
}

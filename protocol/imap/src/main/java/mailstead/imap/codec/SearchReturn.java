package mailstead.imap.codec;

import java.util.Optional;
import java.util.Set;

/**
 * What SEARCH, SORT and ESEARCH are to tell of their result (RFC 9051 section 6.4.4, RFC 5267
 * section 3). Immutable.
 *
 * @param options never empty, except when there is a partial
 * @param partial RFC 9394 section 3.1; never together with ALL
 */
public record SearchReturn(Set<Option> options, Optional<PartialRange> partial) {

    public enum Option {
        MIN,
        MAX,
        ALL,
        COUNT,
        /** Keep it for {@code $} (RFC 5182 section 2.1). */
        SAVE
    }

    public SearchReturn {
        options = Set.copyOf(options);
    }

    public boolean has(Option option) {
        return options.contains(option);
    }
}

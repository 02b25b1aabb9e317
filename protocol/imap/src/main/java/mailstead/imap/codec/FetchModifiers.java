package mailstead.imap.codec;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What stands after FETCH's items. Immutable.
 *
 * @param changedSince only messages with a larger modification sequence (RFC 7162 section 3.1.4.1)
 * @param isVanished also which messages have gone since (RFC 7162 section 3.2.6)
 * @param partial only some of the messages (RFC 9394 section 3.3)
 */
public record FetchModifiers(
        OptionalLong changedSince, boolean isVanished, Optional<PartialRange> partial) {

    public static final FetchModifiers NONE =
            new FetchModifiers(OptionalLong.empty(), false, Optional.empty());
}

package mailstead.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * An app password and when it last let somebody in. Immutable.
 *
 * @param lastUsed in whole seconds; may be up to an hour behind. Empty if it never did
 */
public record AppPasswordUse(AppPassword appPassword, Optional<Instant> lastUsed) {}

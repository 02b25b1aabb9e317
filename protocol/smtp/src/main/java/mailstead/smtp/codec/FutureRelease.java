package mailstead.smtp.codec;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** When a message may be sent at the earliest (RFC 4865). Immutable. */
public sealed interface FutureRelease {

    /** RFC 4865: up to nine digits, the first of them no zero. */
    Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,8}");

    /** RFC 3339 section 5.6. */
    Pattern DATE_TIME =
            Pattern.compile(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    /** {@code HOLDFOR}. */
    record After(Duration interval) implements FutureRelease {}

    /** {@code HOLDUNTIL}. */
    record At(Instant time) implements FutureRelease {}

    /** The instant that is meant. */
    default Instant from(Instant now) {
        return switch (this) {
            case After(Duration interval) -> now.plus(interval);
            case At(Instant time) -> time;
        };
    }

    /** Reads {@code HOLDFOR}'s value. */
    static Optional<FutureRelease> after(String seconds) {
        return SECONDS.matcher(seconds).matches()
                ? Optional.of(new After(Duration.ofSeconds(Long.parseLong(seconds))))
                : Optional.empty();
    }

    /** Reads {@code HOLDUNTIL}'s value. */
    static Optional<FutureRelease> at(String dateTime) {
        String text = dateTime.toUpperCase(Locale.ROOT);
        if (!DATE_TIME.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new At(
                            OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                                    .toInstant()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}

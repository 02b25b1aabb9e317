package mailstead.directory.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mailstead.directory.copy.Version;

/**
 * How a copy is at this moment, for operators and meters. Immutable.
 *
 * @param version empty while there is none
 * @param complete when the copy was known to hold all that the centre held
 * @param age since then
 * @param isOld whether the age is above what the operator wants to be told of, or there is no copy
 * @param changed entries of instalments, kept in memory
 * @param problem why the last attempt to take something failed; empty if it did not
 */
public record CopyState(
        Optional<Version> version,
        Optional<Instant> complete,
        Optional<Duration> age,
        boolean isOld,
        int changed,
        Optional<String> problem) {}

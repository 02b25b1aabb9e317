package mailstead.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * Who changed what. Immutable.
 *
 * @param number rises by one with each record; 0 for one that is not stored yet
 * @param actor a token's id and name, or the user of the machine who ran a command
 * @param origin an IP address, or the word {@code command}
 * @param action {@code create}, {@code change}, {@code remove}, {@code suspend}, {@code resume}
 * @param resource the kind of thing: {@code accounts}
 * @param customerId whose it is, if anybody's
 * @param before JSON of what was, without secrets; empty if there was nothing
 * @param after JSON of what is; empty if there is nothing
 */
public record AuditRecord(
        long number,
        Instant at,
        String actor,
        String origin,
        String action,
        String resource,
        String key,
        Optional<String> customerId,
        String before,
        String after) {}

package mailstead.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Somebody elsewhere who is told of changes: of each audit record that it wants, one after the
 * other. Immutable.
 *
 * @param id unique, 1 to 64 characters; not secret
 * @param name what the operator calls it
 * @param url where it is told, over HTTPS or HTTP
 * @param resources kinds of things that it wants to hear of; empty means all
 * @param actions what was done with them, as an {@link AuditRecord} says it; empty means all
 * @param customers whose things; empty means everybody's and nobody's
 * @param secret with which what is told is signed: {@code whsec_} and Base64
 * @param isEnabled whether it is told at all
 * @param moveTo a position that is asked for; empty in what is stored
 * @param standing how far it has been told
 */
public record Webhook(
        String id,
        String name,
        String url,
        Set<String> resources,
        Set<String> actions,
        Set<String> customers,
        String secret,
        boolean isEnabled,
        Instant createdAt,
        OptionalLong moveTo,
        Standing standing) {

    public Webhook {
        resources = Set.copyOf(resources);
        actions = Set.copyOf(actions);
        customers = Set.copyOf(customers);
    }

    /** Whether this is told to it. */
    public boolean wants(AuditRecord record) {
        return (resources.isEmpty() || resources.contains(record.resource()))
                && (actions.isEmpty() || actions.contains(record.action()))
                && (customers.isEmpty()
                        || record.customerId().filter(customers::contains).isPresent());
    }

    /**
     * How far telling has come.
     *
     * @param position number of the last audit record that was told or passed over
     * @param newest number of the last one there is; not stored
     * @param failures in a row
     * @param failingSince the first of these
     * @param nextAttemptAt not earlier
     * @param lastAnswer what came of the last attempt; empty if there was none
     * @param disabledWhy why we stopped, if we did
     * @param isPingWanted whether it is to be told something that means nothing, to see whether it
     *     answers
     */
    public record Standing(
            long position,
            long newest,
            long failures,
            Optional<Instant> failingSince,
            Instant nextAttemptAt,
            String lastAnswer,
            Optional<Instant> lastAnswerAt,
            String disabledWhy,
            boolean isPingWanted) {

        /** The same, with so many records there. */
        public Standing withNewest(long number) {
            return new Standing(
                    position,
                    number,
                    failures,
                    failingSince,
                    nextAttemptAt,
                    lastAnswer,
                    lastAnswerAt,
                    disabledWhy,
                    isPingWanted);
        }

        /** Of one that was not told anything yet. */
        public static Standing at(long position) {
            return new Standing(
                    position,
                    position,
                    0,
                    Optional.empty(),
                    Instant.EPOCH,
                    "",
                    Optional.empty(),
                    "",
                    false);
        }
    }

    /** Leaves out the secret, and the URL, which may hold one. */
    @Override
    public String toString() {
        return "Webhook[" + id + "]";
    }
}

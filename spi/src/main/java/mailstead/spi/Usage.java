package mailstead.spi;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of something a customer used on a day. Immutable.
 *
 * @param day in UTC
 * @param amount a number of log-ins, messages or octets, 0 or more
 */
public record Usage(LocalDate day, String customerId, Measure measure, long amount) {

    public Usage {
        if (amount < 0) {
            throw new IllegalArgumentException("an amount is 0 or more");
        }
    }

    /** What is counted. */
    public enum Measure {
        POP3_LOGINS,
        IMAP_LOGINS,
        /** Copies that were stored, one for each mailbox. */
        MESSAGES_IN,
        /** Octets of these messages. */
        OCTETS_IN,
        /** What the mailboxes held when they were measured last on that day. */
        STORED_MESSAGES,
        /** Likewise, in octets. */
        STORED_OCTETS;

        /** {@code pop3-logins}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Optional<Measure> of(String word) {
            for (Measure measure : values()) {
                if (measure.word().equals(word)) {
                    return Optional.of(measure);
                }
            }
            return Optional.empty();
        }
    }
}

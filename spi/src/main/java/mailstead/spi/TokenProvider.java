package mailstead.spi;

import mailstead.mail.MailException;

/**
 * Whoever gives out the access tokens (RFC 6749 section 1.4) that users log in with, asked what one
 * of them is worth. Shared; may wait, for a bounded time.
 */
public interface TokenProvider extends AutoCloseable {

    /**
     * @param token as the client sent it: anything
     * @throws MailException when that cannot be told now: {@code DIRECTORY_UNAVAILABLE}, {@code
     *     OVER_LIMIT}
     */
    Answer check(String token) throws MailException;

    @Override
    void close();

    sealed interface Answer {
        /**
         * It is good, for us, and for long enough.
         *
         * @param name who has it, in the provider's words: a log-in name or an address of theirs
         */
        record Valid(String name) implements Answer {}

        /** It was good, and is not any more: its owner's client should fetch a new one. */
        record Expired() implements Answer {}

        /** It is good for other things than mail. */
        record ScopeMissing() implements Answer {}

        record Invalid() implements Answer {}
    }
}

package mailstead.mail.mime;

import java.util.Optional;

/**
 * One element of an address list as an ENVELOPE has it (RFC 9051 section 7.5.2): groups are flat,
 * with a beginning and an end. Immutable.
 */
public sealed interface EnvelopeAddress {

    /**
     * @param name display name, or the comment that stands in its place; unquoted, encoded words
     *     left encoded
     * @param route obsolete source route without its colon: {@code @a,@b}
     * @param localPart unquoted; may be empty in a broken address
     * @param domain as written; empty where the address has none
     */
    record Mailbox(
            Optional<RawText> name, Optional<RawText> route, RawText localPart, RawText domain)
            implements EnvelopeAddress {}

    /**
     * @param name of the group, unquoted
     */
    record GroupStart(RawText name) implements EnvelopeAddress {}

    record GroupEnd() implements EnvelopeAddress {}
}

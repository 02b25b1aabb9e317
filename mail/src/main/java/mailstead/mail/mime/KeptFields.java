package mailstead.mail.mime;

/**
 * The header fields that a message's digest keeps, without the rest of it. Immutable.
 *
 * @param headers the message's own fields that {@link Digest#FIELDS} names
 * @param areComplete whether {@code headers} has all of them and whole
 */
public record KeptFields(Headers headers, boolean areComplete) {}

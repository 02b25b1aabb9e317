package mailstead.service.provisioning;

import java.util.Optional;
import java.util.Set;
import mailstead.mail.DomainName;

/**
 * What is asked of one kind of resource. Immutable.
 *
 * @param key which one; empty for a list and for a new one
 * @param body the document given; empty where none is
 * @param ifMatch what the thing is expected to be: entity tags without quotes, or {@code *}
 * @param once names the request, so that its repetition does nothing
 */
public record Order(
        Operation operation,
        String key,
        Value.Fields body,
        Optional<Set<String>> ifMatch,
        Optional<Once> once) {

    /** Any entity tag. */
    public static final String ANY = "*";

    public Order {
        ifMatch = ifMatch.map(Set::copyOf);
    }

    /**
     * @param key the client's name for the request, 1 to 255 characters
     * @param fingerprint SHA-256, in hexadecimal, of all that makes up the request
     */
    public record Once(String key, String fingerprint) {}

    /**
     * Which part of a list is wanted.
     *
     * @param account of which account, for lists that are of one
     * @param status {@code active} or {@code suspended}
     * @param cursor where the last page ended, as that page said; empty at the beginning
     * @param limit at most so many
     */
    public record Listing(
            Optional<String> account,
            Optional<String> customerId,
            Optional<DomainName> domain,
            Optional<String> status,
            String prefix,
            String cursor,
            int limit) {}
}

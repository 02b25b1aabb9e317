package mailstead.spi;

import java.time.Instant;

/**
 * What was answered to a change, to be answered again when the same request comes again. Immutable.
 *
 * @param tokenId whose request it was
 * @param keyDigest SHA-256 of the key that names the request, in hexadecimal
 * @param requestDigest SHA-256 of the request
 * @param sealed the answer, encrypted with a key that only the client can make again
 */
public record KeptAnswer(
        String tokenId, String keyDigest, String requestDigest, String sealed, Instant at) {}

package mailstead.directory.publish;

import java.time.Duration;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.TrustedKeys;

/**
 * How copies are published. Immutable.
 *
 * @param folder where they go, absolute; it is there
 * @param key with what they are signed
 * @param own the public key of that: what lies in the folder is believed only if we signed it
 * @param generationEvery age at which a generation is followed by the next, 1 min to 30 d
 */
public record PublisherSettings(
        String folder, SigningKey key, TrustedKeys own, Duration generationEvery) {

    public PublisherSettings {
        if (generationEvery.compareTo(Duration.ofMinutes(1)) < 0
                || generationEvery.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("generationEvery must be 1 min to 30 d");
        }
    }
}

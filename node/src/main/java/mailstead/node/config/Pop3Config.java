package mailstead.node.config;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What POP3 says and allows.
 *
 * @param loginDelay least time between two log-ins of one account (RFC 2449 section 6.5); zero
 *     means none
 * @param expireDays how long messages are kept on the server (RFC 2449 section 6.7); empty means
 *     for ever
 * @param plaintextWithoutTls from where passwords are taken without TLS
 */
public record Pop3Config(
        Duration loginDelay, OptionalInt expireDays, Plaintext plaintextWithoutTls) {

    /** From where passwords are taken without TLS. */
    public enum Plaintext {
        NEVER,
        /** From this machine only. */
        LOOPBACK,
        ALWAYS
    }
}

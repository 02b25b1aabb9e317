package mailstead.node.config;

import java.util.Locale;
import java.util.Optional;

/** What a node does. Its listeners stand under {@code listeners.<role>}. */
public enum Role {
    /** SMTP from the world (RFC 5321). */
    MX,
    /** LMTP from trusted neighbours (RFC 2033). */
    LMTP,
    /** POP3 for customers (RFC 1939). */
    POP3,
    /** IMAP for customers (RFC 9051). */
    IMAP,
    /** The provisioning API for operators and billing, by HTTP (RFC 9110). */
    ADMIN;

    /** The word in the configuration file and in the log: {@code mx}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it speaks SMTP or its dialect LMTP. */
    public boolean isSmtp() {
        return this == MX || this == LMTP;
    }

    public static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}

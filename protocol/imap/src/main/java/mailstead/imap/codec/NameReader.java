package mailstead.imap.codec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mailstead.mail.folder.ModifiedUtf7;

/** Reads mailbox names (RFC 9051 section 9, mailbox and list-mailbox). */
final class NameReader {

    /** Octets of a pattern of LIST, each of which may be compared with each of every name. */
    static final int PATTERN_OCTETS_MAX = 1_024;

    private NameReader() {}

    static MailboxName mailbox(Lexer lexer) {
        return name(lexer, lexer.looseAstring());
    }

    /** A mailbox, or the empty string. */
    static Optional<MailboxName> mailboxOrNothing(Lexer lexer) {
        byte[] octets = lexer.looseAstring();
        return octets.length == 0 ? Optional.empty() : Optional.of(name(lexer, octets));
    }

    /** A name with wildcards, or nothing. */
    static String pattern(Lexer lexer) {
        byte[] octets = lexer.listMailbox();
        if (octets.length > PATTERN_OCTETS_MAX) {
            throw Flaw.malformed("a pattern is too long");
        }
        String text = text(lexer, octets);
        if (!text.isEmpty() && !MailboxName.isValid(text)) {
            throw Flaw.malformed("no mailbox can be called so");
        }
        return text;
    }

    private static MailboxName name(Lexer lexer, byte[] octets) {
        String text = text(lexer, octets);
        if (!MailboxName.isValid(text)) {
            throw Flaw.malformed("no mailbox can be called so");
        }
        return new MailboxName(text);
    }

    private static String text(Lexer lexer, byte[] octets) {
        // RFC 6855 section 3: names in UTF-8 are taken before that is enabled, too.
        if (lexer.hasUtf8Names() || !Octets.isAscii(octets)) {
            return Lexer.utf8(octets);
        }
        String encoded = new String(octets, StandardCharsets.US_ASCII);
        return ModifiedUtf7.decode(encoded)
                .orElseGet(() -> {
                    if (!lexer.bend(Leniency.BARE_AMPERSAND)) {
                        throw Flaw.malformed("a mailbox name is not in modified UTF-7");
                    }
                    return encoded;
                });
    }
}

package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads GETMETADATA and SETMETADATA (RFC 5464 section 5). */
final class MetadataParser {

    /** Octets of an entry's name. */
    static final int ENTRY_OCTETS_MAX = 1_024;

    private final Lexer lexer;
    private OptionalLong maxSize = OptionalLong.empty();
    private Command.GetMetadata.Depth depth = Command.GetMetadata.Depth.ZERO;

    MetadataParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** The options stand before the mailbox in the RFC's grammar, behind it in its examples. */
    Command get() {
        lexer.space();
        boolean hasOptions = lexer.isAt('(');
        if (hasOptions) {
            lexer.list(this::option);
            lexer.space();
        }
        Optional<MailboxName> mailbox = NameReader.mailboxOrNothing(lexer);
        lexer.space();
        if (!hasOptions && areOptionsNext()) {
            lexer.list(this::option);
            lexer.space();
        }
        List<String> entries = new ArrayList<>();
        if (lexer.isAt('(')) {
            lexer.list(() -> entries.add(entry()));
        } else {
            entries.add(entry());
        }
        lexer.end();
        return new Command.GetMetadata(mailbox, maxSize, depth, entries);
    }

    private boolean areOptionsNext() {
        int mark = lexer.mark();
        boolean areOptions = false;
        if (lexer.takes('(')) {
            areOptions = lexer.takesWord("MAXSIZE") || lexer.takesWord("DEPTH");
        }
        lexer.backTo(mark);
        return areOptions;
    }

    private void option() {
        String word = lexer.word();
        lexer.space();
        switch (word) {
            case "MAXSIZE" -> maxSize = OptionalLong.of(lexer.number());
            case "DEPTH" ->
                    depth =
                            switch (lexer.word()) {
                                case "0" -> Command.GetMetadata.Depth.ZERO;
                                case "1" -> Command.GetMetadata.Depth.ONE;
                                case "INFINITY" -> Command.GetMetadata.Depth.INFINITY;
                                default -> throw Flaw.malformed("a depth is 0, 1 or infinity");
                            };
            default -> throw Flaw.malformed("GETMETADATA has no such option");
        }
    }

    Command set() {
        lexer.space();
        Optional<MailboxName> mailbox = NameReader.mailboxOrNothing(lexer);
        lexer.space();
        Map<String, Optional<byte[]>> entries = new LinkedHashMap<>();
        lexer.list(() -> {
            String entry = entry();
            lexer.space();
            entries.put(entry, lexer.nstring8());
        });
        lexer.end();
        return new Command.SetMetadata(mailbox, entries);
    }

    /** RFC 5464 section 3.2: names are compared without regard to case. */
    private String entry() {
        String entry = Octets.lowerCase(Lexer.ascii(lexer.astring()));
        boolean isValid =
                entry.startsWith("/")
                        && entry.length() > 1
                        && entry.length() <= ENTRY_OCTETS_MAX
                        && !entry.endsWith("/")
                        && !entry.contains("//")
                        && entry.chars().allMatch(c -> c > 31 && c < 127 && c != '*' && c != '%');
        if (!isValid) {
            throw Flaw.malformed("not the name of an entry");
        }
        return entry;
    }
}

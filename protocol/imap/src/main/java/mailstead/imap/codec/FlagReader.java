package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.folder.Flags;

/** Reads flags (RFC 9051 section 9, flag-list and store-att-flags). Confined to one list. */
final class FlagReader {

    /** Octets of a keyword (RFC 9051 section 2.3.2). */
    static final int KEYWORD_OCTETS_MAX = 255;

    private final Lexer lexer;
    private final boolean isRecentIgnored;
    private final Set<Flags.System> system = EnumSet.noneOf(Flags.System.class);
    private final List<String> keywords = new ArrayList<>();

    private FlagReader(Lexer lexer, boolean isRecentIgnored) {
        this.lexer = lexer;
        this.isRecentIgnored = isRecentIgnored;
    }

    /**
     * Flags in parentheses.
     *
     * @param isRecentIgnored {@code \Recent} may stand there and counts for nothing
     */
    static Flags list(Lexer lexer, boolean isRecentIgnored) {
        FlagReader reader = new FlagReader(lexer, isRecentIgnored);
        lexer.listOrNothing(reader::add);
        return Flags.of(reader.system, reader.keywords);
    }

    /** Flags in parentheses, or without them up to the end of the command. */
    static Flags flags(Lexer lexer) {
        if (lexer.isAt('(')) {
            return list(lexer, false);
        }
        FlagReader reader = new FlagReader(lexer, false);
        reader.add();
        while (!lexer.endsHere()) {
            lexer.space();
            reader.add();
        }
        return Flags.of(reader.system, reader.keywords);
    }

    static String keyword(Lexer lexer) {
        String keyword = lexer.atom();
        if (keyword.length() > KEYWORD_OCTETS_MAX) {
            throw Flaw.malformed("a keyword is too long");
        }
        return keyword;
    }

    private void add() {
        if (!lexer.takes('\\')) {
            if (keywords.size() == Lexer.LIST_ITEMS_MAX) {
                throw Flaw.malformed("there are too many flags");
            }
            keywords.add(keyword(lexer));
            return;
        }
        String name = "\\" + lexer.atom();
        Optional<Flags.System> flag = Flags.System.parse(name);
        if (flag.isPresent()) {
            system.add(flag.get());
        } else if (!isRecentIgnored || !name.equalsIgnoreCase("\\Recent")) {
            throw Flaw.malformed("no client can set the flag " + name);
        }
    }
}

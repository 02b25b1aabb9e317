package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.List;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.SequenceSet;

/** Reads sets and ranges of numbers (RFC 9051 section 9, sequence-set; RFC 9394 section 4). */
final class SetReader {

    /** Ranges of one set; a client that names single messages fits 64 KiB with fewer. */
    static final int RANGES_MAX = 20_000;

    private SetReader() {}

    static boolean isNext(Lexer lexer) {
        return lexer.isAtDigit() || lexer.isAt('*') || lexer.isAt('$');
    }

    static SequenceSet sequenceSet(Lexer lexer) {
        if (lexer.takes('$')) {
            return new SequenceSet.Saved();
        }
        List<SequenceSet.Range> ranges = new ArrayList<>();
        do {
            if (ranges.size() == RANGES_MAX) {
                throw Flaw.malformed("a set has too many ranges");
            }
            long first = number(lexer);
            ranges.add(new SequenceSet.Range(first, lexer.takes(':') ? number(lexer) : first));
        } while (lexer.takes(','));
        return new SequenceSet.Ranges(ranges);
    }

    private static long number(Lexer lexer) {
        return lexer.takes('*') ? SequenceSet.Range.STAR : lexer.nzNumber();
    }

    /** A set of nothing but numbers. */
    static NumberSet numberSet(Lexer lexer) {
        SequenceSet set = sequenceSet(lexer);
        if (set instanceof SequenceSet.Saved || set.hasStar()) {
            throw Flaw.malformed("only numbers can stand in this set");
        }
        return set.resolve(0, NumberSet.EMPTY);
    }

    static PartialRange partialRange(Lexer lexer) {
        boolean isFromEnd = lexer.takes('-');
        long one = lexer.nzNumber();
        lexer.expect(':');
        if (isFromEnd) {
            lexer.expect('-');
        }
        long other = lexer.nzNumber();
        return new PartialRange(isFromEnd, Math.min(one, other), Math.max(one, other));
    }
}

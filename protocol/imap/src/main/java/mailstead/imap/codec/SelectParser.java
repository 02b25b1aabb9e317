package mailstead.imap.codec;

import java.util.Optional;
import mailstead.mail.folder.NumberSet;

/** Reads what SELECT and EXAMINE are given (RFC 7162 section 7, select-param). */
final class SelectParser {

    private final Lexer lexer;
    private boolean isCondstore;
    private Optional<SelectParameters.Resync> resync = Optional.empty();

    SelectParser(Lexer lexer) {
        this.lexer = lexer;
    }

    /** From the space in front of them; there may be none. */
    SelectParameters parameters() {
        if (lexer.isAtSpaceAndOpen()) {
            lexer.space();
            lexer.list(this::add);
        }
        return new SelectParameters(isCondstore, resync);
    }

    private void add() {
        switch (lexer.word()) {
            case "CONDSTORE" -> isCondstore = true;
            case "QRESYNC" -> {
                lexer.space();
                lexer.open();
                resync = Optional.of(resync());
                lexer.close();
            }
            default -> throw Flaw.malformed("a mailbox cannot be selected so");
        }
    }

    private SelectParameters.Resync resync() {
        long uidValidity = lexer.nzNumber();
        lexer.space();
        long modSeq = lexer.number64();
        Optional<NumberSet> known = Optional.empty();
        if (!lexer.isAtSpaceAndOpen() && !lexer.isAt(')')) {
            lexer.space();
            known = Optional.of(SetReader.numberSet(lexer));
        }
        Optional<SelectParameters.Match> match = Optional.empty();
        if (lexer.takesSpaceAndOpen()) {
            NumberSet numbers = SetReader.numberSet(lexer);
            lexer.space();
            NumberSet uids = SetReader.numberSet(lexer);
            lexer.close();
            if (numbers.count() != uids.count()) {
                throw Flaw.malformed("there are not as many UIDs as numbers");
            }
            match = Optional.of(new SelectParameters.Match(numbers, uids));
        }
        return new SelectParameters.Resync(uidValidity, modSeq, known, match);
    }
}

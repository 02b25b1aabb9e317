package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads LIST and the items of STATUS (RFC 5258 section 6, RFC 9051 section 9). */
final class ListParser {

    /** Patterns of one LIST. */
    static final int PATTERNS_MAX = 50;

    private final Lexer lexer;
    private boolean isSubscribed;
    private boolean isRemote;
    private boolean isRecursive;
    private boolean isSpecialUse;
    private boolean returnsSubscribed;
    private boolean returnsChildren;
    private boolean returnsSpecialUse;
    private boolean returnsMyRights;
    private Set<StatusItem> returnsStatus = Set.of();

    ListParser(Lexer lexer) {
        this.lexer = lexer;
    }

    Command command() {
        lexer.space();
        boolean isExtended = lexer.isAt('(');
        if (isExtended) {
            lexer.listOrNothing(this::selectionOption);
            if (isRecursive && !isSubscribed && !isSpecialUse) {
                // RFC 5258 section 3.1
                throw Flaw.malformed("RECURSIVEMATCH goes with another option only");
            }
            lexer.space();
        }
        String reference = NameReader.pattern(lexer);
        lexer.space();
        List<String> patterns = new ArrayList<>();
        if (lexer.isAt('(')) {
            isExtended = true;
            lexer.list(() -> pattern(patterns));
        } else {
            pattern(patterns);
        }
        if (lexer.takesSpaceAndWord("RETURN")) {
            isExtended = true;
            lexer.space();
            lexer.listOrNothing(this::returnOption);
        }
        lexer.end();
        return new Command.ListMailboxes(
                new ListSelection(isSubscribed, isRemote, isRecursive, isSpecialUse),
                reference,
                patterns,
                new ListReturn(
                        returnsSubscribed,
                        returnsChildren,
                        returnsSpecialUse,
                        returnsMyRights,
                        returnsStatus),
                isExtended);
    }

    private void pattern(List<String> patterns) {
        if (patterns.size() == PATTERNS_MAX) {
            throw Flaw.malformed("there are too many patterns");
        }
        patterns.add(NameReader.pattern(lexer));
    }

    private void selectionOption() {
        switch (lexer.word()) {
            case "SUBSCRIBED" -> isSubscribed = true;
            case "REMOTE" -> isRemote = true;
            case "RECURSIVEMATCH" -> isRecursive = true;
            case "SPECIAL-USE" -> isSpecialUse = true;
            default -> throw Flaw.malformed("LIST has no such selection option");
        }
    }

    private void returnOption() {
        switch (lexer.word()) {
            case "SUBSCRIBED" -> returnsSubscribed = true;
            case "CHILDREN" -> returnsChildren = true;
            case "SPECIAL-USE" -> returnsSpecialUse = true;
            case "MYRIGHTS" -> returnsMyRights = true;
            case "STATUS" -> {
                lexer.space();
                returnsStatus = statusItems(lexer);
            }
            default -> throw Flaw.malformed("LIST has no such return option");
        }
    }

    /** The items of STATUS in their parentheses. */
    static Set<StatusItem> statusItems(Lexer lexer) {
        Set<StatusItem> items = EnumSet.noneOf(StatusItem.class);
        lexer.list(() -> items.add(statusItem(lexer.word())));
        return items;
    }

    private static StatusItem statusItem(String word) {
        return Optional.of(word)
                .flatMap(name -> {
                    for (StatusItem item : StatusItem.values()) {
                        if (item.wireText().equals(name)) {
                            return Optional.of(item);
                        }
                    }
                    return Optional.empty();
                })
                .orElseThrow(() -> Flaw.malformed("a mailbox has no such status"));
    }
}

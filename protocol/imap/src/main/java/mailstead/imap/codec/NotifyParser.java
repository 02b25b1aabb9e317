package mailstead.imap.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads NOTIFY and the mailboxes of ESEARCH (RFC 5465 section 8, RFC 7377 section 4). */
final class NotifyParser {

    private final Lexer lexer;

    NotifyParser(Lexer lexer) {
        this.lexer = lexer;
    }

    Command command() {
        lexer.space();
        if (lexer.takesWord("NONE")) {
            return new Command.NotifyNone();
        }
        if (!lexer.takesWord("SET")) {
            throw Flaw.malformed("NOTIFY needs SET or NONE");
        }
        boolean isStatus = lexer.takesSpaceAndWord("STATUS");
        List<EventGroup> groups = new ArrayList<>();
        do {
            lexer.space();
            if (groups.size() == Lexer.LIST_ITEMS_MAX) {
                throw Flaw.malformed("there are too many groups of events");
            }
            groups.add(group());
        } while (!lexer.endsHere());
        if (groups.stream().filter(group -> isOfSelected(group.mailboxes())).count() > 1) {
            throw Flaw.malformed("the selected mailbox stands twice"); // RFC 5465 section 6.1
        }
        return new Command.NotifySet(isStatus, groups);
    }

    private EventGroup group() {
        lexer.open();
        MailboxFilter mailboxes = filter(false);
        lexer.space();
        Set<EventGroup.Event> events = EnumSet.noneOf(EventGroup.Event.class);
        List<FetchItem> items = new ArrayList<>();
        if (lexer.takesWord("NONE")) {
            lexer.close();
        } else if (lexer.isAt('(')) {
            lexer.list(() -> event(events, items));
            lexer.close();
        } else {
            // The grammar of RFC 5465 section 8 wants parentheses, its examples have none.
            lexer.elements(() -> event(events, items));
        }
        check(mailboxes, events, items);
        return new EventGroup(mailboxes, events, items);
    }

    private static boolean isOfSelected(MailboxFilter mailboxes) {
        return mailboxes instanceof MailboxFilter.Selected
                || mailboxes instanceof MailboxFilter.SelectedDelayed;
    }

    /** RFC 5465 section 6.1: messages only of the selected mailbox, and items nowhere else. */
    private static void check(
            MailboxFilter mailboxes, Set<EventGroup.Event> events, List<FetchItem> items) {
        check(events);
        if (isOfSelected(mailboxes)
                ? !EventGroup.Event.OF_MESSAGES.containsAll(events)
                : !items.isEmpty()) {
            throw Flaw.malformed("such mailboxes have no such events");
        }
    }

    /** RFC 5465 section 5: who wants to know of one of these wants all of them. */
    private static void check(Set<EventGroup.Event> events) {
        boolean hasNew = events.contains(EventGroup.Event.MESSAGE_NEW);
        boolean hasExpunge = events.contains(EventGroup.Event.MESSAGE_EXPUNGE);
        boolean hasChange = events.contains(EventGroup.Event.FLAG_CHANGE);
        if (hasNew != hasExpunge || hasChange && !hasNew) {
            throw Flaw.malformed("MessageNew and MessageExpunge go together, and with FlagChange");
        }
    }

    private void event(Set<EventGroup.Event> events, List<FetchItem> items) {
        String name = lexer.atom();
        for (EventGroup.Event event : EventGroup.Event.values()) {
            if (event.wireText().equalsIgnoreCase(name)) {
                events.add(event);
                if (event == EventGroup.Event.MESSAGE_NEW && lexer.isAtSpaceAndOpen()) {
                    lexer.space();
                    FetchParser fetch = new FetchParser(lexer);
                    lexer.list(() -> items.add(fetch.item()));
                }
                return;
            }
        }
        throw Flaw.instead(new Command.UnknownEvent(name));
    }

    /** The places in parentheses behind IN. */
    List<MailboxFilter> sources() {
        List<MailboxFilter> sources = new ArrayList<>();
        lexer.list(() -> {
            if (lexer.isAt('(')) {
                throw Flaw.malformed("there are no scope options");
            }
            sources.add(filter(true));
        });
        return sources;
    }

    private MailboxFilter filter(boolean isSearch) {
        String name = lexer.word();
        return switch (name) {
            case "SELECTED" -> new MailboxFilter.Selected();
            case "INBOXES" -> new MailboxFilter.Inboxes();
            case "PERSONAL" -> new MailboxFilter.Personal();
            case "SUBSCRIBED" -> new MailboxFilter.Subscribed();
            case "SUBTREE" -> new MailboxFilter.Subtree(mailboxes());
            case "MAILBOXES" -> new MailboxFilter.Mailboxes(mailboxes());
            case "SELECTED-DELAYED" -> {
                if (isSearch) {
                    throw Flaw.malformed("nothing can be searched there");
                }
                yield new MailboxFilter.SelectedDelayed();
            }
            case "SUBTREE-ONE" -> {
                if (!isSearch) {
                    throw Flaw.malformed("only ESEARCH knows SUBTREE-ONE");
                }
                yield new MailboxFilter.SubtreeOne(mailboxes());
            }
            default -> throw Flaw.malformed("there is no choice of mailboxes of this name");
        };
    }

    /** RFC 5465 section 8, one-or-more-mailbox. */
    private List<MailboxName> mailboxes() {
        lexer.space();
        List<MailboxName> mailboxes = new ArrayList<>();
        if (lexer.isAt('(')) {
            lexer.list(() -> mailboxes.add(NameReader.mailbox(lexer)));
        } else {
            mailboxes.add(NameReader.mailbox(lexer));
        }
        return mailboxes;
    }
}

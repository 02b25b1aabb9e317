package mailstead.imap.server;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mailstead.imap.codec.MailboxFilter;
import mailstead.imap.codec.MailboxName;
import mailstead.mail.MailException;
import mailstead.service.mailbox.FolderEntry;
import mailstead.service.mailbox.UserMailboxes;

/**
 * Which folders a client means (RFC 5465 section 6, RFC 7377 section 2.2), the selected one apart.
 * Immutable.
 */
final class FolderFilter {

    private final Collection<MailboxFilter> filters;

    FolderFilter(Collection<MailboxFilter> filters) {
        this.filters = filters;
    }

    /** Names that there are and that the user may know of, folders or not. */
    List<FolderEntry> entries(UserMailboxes mailboxes) throws MailException {
        return mailboxes.list(prefixes()).stream().filter(this::takes).toList();
    }

    /** What the names begin with; empty for any. */
    private Set<String> prefixes() {
        Set<String> prefixes = new HashSet<>();
        for (MailboxFilter filter : filters) {
            switch (filter) {
                case MailboxFilter.Selected _, MailboxFilter.SelectedDelayed _ -> {}
                case MailboxFilter.Inboxes _ -> prefixes.add(MailboxName.INBOX.text());
                case MailboxFilter.Personal _, MailboxFilter.Subscribed _ -> {
                    return Set.of();
                }
                case MailboxFilter.Subtree(var names) -> add(prefixes, names);
                case MailboxFilter.SubtreeOne(var names) -> add(prefixes, names);
                case MailboxFilter.Mailboxes(var names) -> add(prefixes, names);
            }
        }
        return prefixes;
    }

    private static void add(Set<String> prefixes, List<MailboxName> names) {
        names.forEach(name -> prefixes.add(name.text()));
    }

    boolean takes(FolderEntry entry) {
        return filters.stream().anyMatch(filter -> takes(filter, entry));
    }

    private static boolean takes(MailboxFilter filter, FolderEntry entry) {
        String name = entry.name();
        return switch (filter) {
            case MailboxFilter.Selected _, MailboxFilter.SelectedDelayed _ -> false;
            case MailboxFilter.Inboxes _ -> name.equals(MailboxName.INBOX.text());
            case MailboxFilter.Personal _ -> !name.startsWith(UserMailboxes.OTHER_USERS_PREFIX);
            case MailboxFilter.Subscribed _ -> entry.isSubscribed();
            case MailboxFilter.Mailboxes(var names) ->
                    names.stream().anyMatch(one -> one.text().equals(name));
            case MailboxFilter.Subtree(var names) ->
                    names.stream().anyMatch(top -> levelsBelow(top.text(), name) >= 0);
            case MailboxFilter.SubtreeOne(var names) ->
                    names.stream()
                            .mapToInt(top -> levelsBelow(top.text(), name))
                            .anyMatch(levels -> levels == 0 || levels == 1);
        };
    }

    /** 0 for the same name, -1 for one that is elsewhere. */
    private static int levelsBelow(String top, String name) {
        if (name.equals(top)) {
            return 0;
        }
        return name.startsWith(top + UserMailboxes.SEPARATOR)
                ? (int)
                        name.substring(top.length())
                                .chars()
                                .filter(c -> c == UserMailboxes.SEPARATOR)
                                .count()
                : -1;
    }
}

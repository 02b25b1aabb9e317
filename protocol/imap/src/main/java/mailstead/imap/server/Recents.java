package mailstead.imap.server;

import java.util.LinkedHashMap;
import java.util.Map;
import mailstead.mail.MailException;
import mailstead.service.mailbox.OpenFolder;

/**
 * Which messages are nobody's {@code \Recent} yet (RFC 3501 section 2.3.2), as this node sees it:
 * those that came since it first looked at their folder and that no session has claimed. Shared:
 * one short lock.
 */
final class Recents {

    private static final int FOLDERS_MAX = 20_000;

    /** The first UID that nobody has claimed, by mailbox id. */
    private final Map<String, Long> unclaimed =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > FOLDERS_MAX;
                }
            };

    /**
     * Looks at a folder before something new is seen there, or put there: what comes is recent.
     *
     * @return the first UID that nobody has claimed
     */
    long look(OpenFolder folder) throws MailException {
        return first(folder.mailboxId(), folder.known().uidNext());
    }

    /**
     * The first UID that nobody has claimed; {@code uidNext} for a folder that was not looked at
     * before.
     */
    synchronized long first(String mailboxId, long uidNext) {
        return unclaimed.computeIfAbsent(mailboxId, _ -> uidNext);
    }

    /**
     * Claims everything up to {@code uidNext} for one session.
     *
     * @return the first UID that is its own now
     */
    synchronized long claim(String mailboxId, long uidNext) {
        long first = first(mailboxId, uidNext);
        unclaimed.put(mailboxId, Math.max(first, uidNext));
        return first;
    }
}

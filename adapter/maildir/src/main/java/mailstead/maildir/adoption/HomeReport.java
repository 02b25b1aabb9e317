package mailstead.maildir.adoption;

import java.util.List;
import java.util.OptionalLong;

/**
 * What of a home is taken over, or would be. Immutable.
 *
 * @param subscriptions names, also of folders that are not there
 * @param left what is not taken over, and why
 * @param isOurs whether it was taken over before
 */
public record HomeReport(
        List<FolderReport> folders, List<String> subscriptions, List<String> left, boolean isOurs) {

    public HomeReport {
        folders = List.copyOf(folders);
        subscriptions = List.copyOf(subscriptions);
        left = List.copyOf(left);
    }

    /** Whose the numbers of a folder are. */
    public enum Format {
        DOVECOT,
        COURIER,
        /** No list of UIDs: qmail, Exim, Postfix, maildrop. */
        PLAIN,
        /** It has our log. */
        MAILSTEAD,
        /** It cannot be read; why is among what is left. */
        UNREADABLE
    }

    /**
     * One folder.
     *
     * @param directory in the home; empty for INBOX
     * @param messages files that are messages
     * @param kept messages that keep their UIDs; the others get the next ones
     * @param uidValidity empty if it gets a new one
     * @param uidNext after every message has a UID; 0 if it is not known
     * @param keywords that messages have
     * @param pop3Ids messages of INBOX that POP3 clients know by what the other server called them
     * @param isRenumbered whether the list of UIDs contradicts itself
     * @param left what is not taken over, and why
     */
    public record FolderReport(
            String name,
            String directory,
            Format format,
            long messages,
            long kept,
            OptionalLong uidValidity,
            long uidNext,
            List<String> keywords,
            long pop3Ids,
            boolean isRenumbered,
            List<String> left) {

        public FolderReport {
            keywords = List.copyOf(keywords);
            left = List.copyOf(left);
        }
    }
}

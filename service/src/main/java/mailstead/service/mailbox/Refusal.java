package mailstead.service.mailbox;

import mailstead.mail.folder.TreeRequest;

/**
 * Why a user cannot have it: the one closed list; a protocol owns one exhaustive switch over it.
 */
public enum Refusal {
    /** There is no such folder, or this user may not know of it (RFC 4314 section 6). */
    NO_SUCH_FOLDER,
    ALREADY_EXISTS,
    /** The user sees the folder but lacks the right. */
    NO_PERMISSION,
    /** INBOX can neither be deleted nor renamed onto. */
    INBOX_STAYS,
    /** No folder can be called so, or not there. */
    BAD_NAME,
    /** No folder of ours can be of that special use: {@code [USEATTR]} (RFC 6154 section 3). */
    USE_NOT_POSSIBLE,
    /** A folder cannot be moved into itself. */
    BELOW_ITSELF,
    /** A folder stays in the account that it belongs to. */
    OTHER_ACCOUNT,
    TOO_MANY_FOLDERS,
    TOO_MANY_ANNOTATIONS,
    /** An annotation's value is longer than {@link UserMailboxes#ANNOTATION_OCTETS_MAX}. */
    ANNOTATION_TOO_LONG,
    /** No annotation can be called so: only {@code /private/...} and {@code /shared/...}. */
    BAD_ANNOTATION,
    TOO_MANY_RIGHTS,
    /** A message would have more than {@link OpenFolder#KEYWORDS_MAX} keywords. */
    TOO_MANY_KEYWORDS,
    /** Rights for somebody who is nobody here. */
    NO_SUCH_USER,
    /** The owner has every right, always. */
    OWNER_HAS_ALL,
    NO_SUCH_QUOTA_ROOT,
    /** All messages that were asked for have been removed meanwhile. */
    MESSAGES_GONE;

    static Refusal of(TreeRequest.Refusal why) {
        return switch (why) {
            case ALREADY_EXISTS -> ALREADY_EXISTS;
            case NONEXISTENT -> NO_SUCH_FOLDER;
            case INBOX -> INBOX_STAYS;
            case BAD_NAME -> BAD_NAME;
            case TOO_MANY_FOLDERS -> TOO_MANY_FOLDERS;
            case TOO_MANY_ANNOTATIONS -> TOO_MANY_ANNOTATIONS;
            case TOO_MANY_RIGHTS -> TOO_MANY_RIGHTS;
            case BELOW_ITSELF -> BELOW_ITSELF;
        };
    }
}

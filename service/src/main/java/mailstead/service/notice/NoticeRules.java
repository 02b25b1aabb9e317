package mailstead.service.notice;

import mailstead.mail.Address;
import mailstead.mail.DomainName;

/**
 * How notices look. Immutable.
 *
 * @param host the name by which this node reports
 * @param from who seems to send them: a person must be there
 * @param returnedOctetsMax a longer message is returned as its header only, whatever its sender
 *     asked for
 */
public record NoticeRules(DomainName host, Address from, int returnedOctetsMax) {

    public static final int RETURNED_OCTETS_DEFAULT = 64 * 1024;
    public static final int RETURNED_OCTETS_LIMIT = 1024 * 1024;

    public NoticeRules {
        if (returnedOctetsMax < 0 || returnedOctetsMax > RETURNED_OCTETS_LIMIT) {
            throw new IllegalArgumentException("0 to 1 MiB of a message are returned");
        }
    }
}

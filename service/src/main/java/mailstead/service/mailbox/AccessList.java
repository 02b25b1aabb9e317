package mailstead.service.mailbox;

import java.util.Map;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Rights;

/** The one place that reads a folder's access list (RFC 4314 section 2). */
final class AccessList {

    /** Every account of this cluster. */
    static final String ANYONE = "anyone";

    /** Before an identifier whose rights are taken away from whatever others grant. */
    static final char NEGATIVE = '-';

    private AccessList() {}

    /** What the list grants to somebody who is not the owner. */
    static Rights granted(FolderTree.Node node, String login) {
        Map<String, String> list = node.rights();
        return of(list, login)
                .plus(of(list, ANYONE))
                .minus(of(list, NEGATIVE + login))
                .minus(of(list, NEGATIVE + ANYONE));
    }

    /** What the list says of exactly this identifier; letters that nobody knows count for none. */
    static Rights of(Map<String, String> list, String identifier) {
        String letters = list.getOrDefault(identifier, "");
        return Rights.parse(letters).orElse(Rights.NONE);
    }
}

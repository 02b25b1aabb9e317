package mailstead.mail.search;

import java.util.List;

/**
 * A message in a conversation and those that answer it (RFC 5256 section 4). May be as deep as a
 * conversation is long: walk it without recursion. Immutable.
 *
 * @param number a sequence number or UID; {@link #NO_MESSAGE} for a missing parent of several
 */
public record ThreadNode(long number, List<ThreadNode> children) {

    public static final long NO_MESSAGE = 0;

    public ThreadNode {
        children = List.copyOf(children);
    }
}

package mailstead.service.threading;

/**
 * A forest of messages: who follows whom. Immutable once made. Its nodes are numbers; chains of
 * replies may be as long as there are messages, so nothing here calls itself.
 */
public final class Threads {

    /** Of a node that stands for no message, and where there is no node. */
    static final int NONE = -1;

    /** Takes a forest in the order in which IMAP writes it (RFC 5256 section 4). */
    public interface Writer {

        /** A list begins: at the top a conversation, inside one of several branches. */
        void begin();

        /**
         * A message; one after another follows it.
         *
         * @param index its sequence number less 1
         */
        void message(int index);

        /** The list that began last ends. */
        void end();
    }

    private final int[] message;
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int root;

    /**
     * @param message by node, its index or {@link #NONE}
     * @param root a node that stands for no message and is nobody's child
     */
    Threads(int[] message, int[] firstChild, int[] nextSibling, int root) {
        this.message = message;
        this.firstChild = firstChild;
        this.nextSibling = nextSibling;
        this.root = root;
    }

    public boolean isEmpty() {
        return firstChild[root] == NONE;
    }

    /**
     * Gives all conversations in order. {@code (2)(3 6 (4 23)(44 7))} is begin, 2, end, begin, 3,
     * 6, begin, 4, 23, end, begin, 44, 7, end, end.
     */
    public void write(Writer writer) {
        // For each list that is open, where its next branch begins; the top one is in no list.
        IntStack branches = new IntStack();
        branches.push(firstChild[root]);
        while (!branches.isEmpty()) {
            int node = branches.pop();
            if (node == NONE) {
                if (!branches.isEmpty()) {
                    writer.end();
                }
                continue;
            }
            branches.push(nextSibling[node]);
            writer.begin();
            int inner = writeChain(node, writer);
            if (inner == NONE) {
                writer.end();
            } else {
                branches.push(inner);
            }
        }
    }

    /**
     * Writes a node and its only descendants.
     *
     * @return the first of several children, or none
     */
    private int writeChain(int first, Writer writer) {
        int node = first;
        while (true) {
            if (message[node] != NONE) {
                writer.message(message[node]);
            }
            int child = firstChild[node];
            if (child == NONE || nextSibling[child] != NONE) {
                return child;
            }
            node = child;
        }
    }
}

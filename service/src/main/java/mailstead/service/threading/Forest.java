package mailstead.service.threading;

import static mailstead.service.threading.Threads.NONE;

import java.util.Arrays;

/**
 * A forest that is being built: nodes with a parent, and children in an order. Nodes are numbers;
 * the first is the root of all. Confined to its maker.
 */
final class Forest {

    static final int ROOT = 0;

    /**
     * How many steps all searches for loops together may take without limit; beyond, a link whose
     * check takes more than {@link #STEPS_PER_LINK_MAX} is taken for a loop. Honest mail, also a
     * million messages of it, stays far below.
     */
    private static final long STEPS_MAX = 100_000_000;

    private static final int STEPS_PER_LINK_MAX = 1_000;

    private int size;
    private int[] message;
    private int[] parent;
    private int[] firstChild;
    private int[] lastChild;
    private int[] next;
    private int[] previous;
    private long steps;

    private final IntStack below = new IntStack();

    Forest(int capacity) {
        message = new int[capacity + 1];
        parent = new int[capacity + 1];
        firstChild = new int[capacity + 1];
        lastChild = new int[capacity + 1];
        next = new int[capacity + 1];
        previous = new int[capacity + 1];
        add(NONE);
    }

    /**
     * @param index of its message, or none
     */
    int add(int index) {
        if (size == message.length) {
            int more = 2 * size;
            message = Arrays.copyOf(message, more);
            parent = Arrays.copyOf(parent, more);
            firstChild = Arrays.copyOf(firstChild, more);
            lastChild = Arrays.copyOf(lastChild, more);
            next = Arrays.copyOf(next, more);
            previous = Arrays.copyOf(previous, more);
        }
        message[size] = index;
        parent[size] = NONE;
        firstChild[size] = NONE;
        lastChild[size] = NONE;
        next[size] = NONE;
        previous[size] = NONE;
        return size++;
    }

    int size() {
        return size;
    }

    boolean isDummy(int node) {
        return message[node] == NONE;
    }

    int message(int node) {
        return message[node];
    }

    void setMessage(int node, int index) {
        message[node] = index;
    }

    int parent(int node) {
        return parent[node];
    }

    int firstChild(int node) {
        return firstChild[node];
    }

    int next(int node) {
        return next[node];
    }

    boolean hasOneChild(int node) {
        return firstChild[node] != NONE && firstChild[node] == lastChild[node];
    }

    /**
     * Makes a node without parent the last child of another; the caller knows that it is no loop.
     */
    void append(int above, int child) {
        parent[child] = above;
        previous[child] = lastChild[above];
        next[child] = NONE;
        if (lastChild[above] == NONE) {
            firstChild[above] = child;
        } else {
            next[lastChild[above]] = child;
        }
        lastChild[above] = child;
    }

    void detach(int child) {
        int above = parent[child];
        if (above == NONE) {
            return;
        }
        if (previous[child] == NONE) {
            firstChild[above] = next[child];
        } else {
            next[previous[child]] = next[child];
        }
        if (next[child] == NONE) {
            lastChild[above] = previous[child];
        } else {
            previous[next[child]] = previous[child];
        }
        parent[child] = NONE;
        previous[child] = NONE;
        next[child] = NONE;
    }

    /** Puts all children of a node in its place, and drops it. */
    void splice(int node) {
        int above = parent[node];
        int first = firstChild[node];
        int last = lastChild[node];
        if (first == NONE) {
            detach(node);
            return;
        }
        for (int child = first; child != NONE; child = next[child]) {
            parent[child] = above;
        }
        previous[first] = previous[node];
        next[last] = next[node];
        if (previous[node] == NONE) {
            firstChild[above] = first;
        } else {
            next[previous[node]] = first;
        }
        if (next[node] == NONE) {
            lastChild[above] = last;
        } else {
            previous[next[node]] = last;
        }
        firstChild[node] = NONE;
        lastChild[node] = NONE;
        parent[node] = NONE;
        previous[node] = NONE;
        next[node] = NONE;
    }

    /** Appends all children of one node to those of another. */
    void giveChildren(int from, int to) {
        for (int child = firstChild[from]; child != NONE; child = firstChild[from]) {
            detach(child);
            append(to, child);
        }
    }

    /** Gives a node's children this order. */
    void reorder(int above, int[] children) {
        firstChild[above] = NONE;
        lastChild[above] = NONE;
        for (int child : children) {
            append(above, child);
        }
    }

    int[] children(int above) {
        int count = 0;
        for (int child = firstChild[above]; child != NONE; child = next[child]) {
            count++;
        }
        int[] children = new int[count];
        int at = 0;
        for (int child = firstChild[above]; child != NONE; child = next[child]) {
            children[at++] = child;
        }
        return children;
    }

    /**
     * Whether making one node another's parent would make a loop. It looks upward from the one and
     * downward from the other by turns and is done when either has no more: so building one tree of
     * n nodes costs at most n log n however the links come, since what is small is looked through.
     */
    boolean wouldLoop(int above, int child) {
        if (above == child) {
            return true;
        }
        long stepsHere = 0;
        int up = above;
        below.clear();
        below.push(child);
        while (true) {
            up = parent[up];
            if (up == NONE) {
                return false;
            }
            if (up == child) {
                return true;
            }
            if (below.isEmpty()) {
                return false;
            }
            int down = below.pop();
            if (down == above) {
                return true;
            }
            if (next[down] != NONE && down != child) {
                below.push(next[down]);
            }
            if (firstChild[down] != NONE) {
                below.push(firstChild[down]);
            }
            stepsHere++;
            if (++steps > STEPS_MAX && stepsHere > STEPS_PER_LINK_MAX) {
                return true;
            }
        }
    }

    /** All nodes below the root, each before its children. */
    IntStack preorder() {
        IntStack order = new IntStack();
        IntStack open = new IntStack();
        open.push(firstChild[ROOT]);
        while (!open.isEmpty()) {
            int node = open.pop();
            if (node != NONE) {
                order.push(node);
                open.push(next[node]);
                open.push(firstChild[node]);
            }
        }
        return order;
    }

    Threads toThreads() {
        return new Threads(
                Arrays.copyOf(message, size),
                Arrays.copyOf(firstChild, size),
                Arrays.copyOf(next, size),
                ROOT);
    }
}

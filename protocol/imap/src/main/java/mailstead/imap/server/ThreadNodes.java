package mailstead.imap.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntToLongFunction;
import mailstead.mail.search.ThreadNode;
import mailstead.service.threading.Threads;

/**
 * Turns conversations into the codec's values, without recursion: they may be as deep as they are
 * long. Confined to its maker.
 */
final class ThreadNodes implements Threads.Writer {

    private static final int NONE = -1;

    private final IntToLongFunction numbers;

    /** In the order in which they came, so that children come after their parents. */
    private final List<Growing> nodes = new ArrayList<>();

    private final List<Growing> roots = new ArrayList<>();
    private final Deque<Branch> open = new ArrayDeque<>();

    /** A node whose children are not all known. */
    private record Growing(long number, List<Growing> children, List<ThreadNode> finished) {}

    /** A list that is open. */
    private static final class Branch {
        private final int above;
        private int last = NONE;

        Branch(int above) {
            this.above = above;
        }
    }

    /**
     * @param numbers how the message at an index is called
     */
    private ThreadNodes(IntToLongFunction numbers) {
        this.numbers = numbers;
    }

    static List<ThreadNode> of(Threads threads, IntToLongFunction numbers) {
        ThreadNodes writer = new ThreadNodes(numbers);
        threads.write(writer);
        return writer.finish();
    }

    @Override
    public void begin() {
        if (open.isEmpty()) {
            open.push(new Branch(NONE));
            return;
        }
        Branch enclosing = open.getFirst();
        if (enclosing.last == NONE) {
            enclosing.last = add(ThreadNode.NO_MESSAGE, enclosing.above);
        }
        open.push(new Branch(enclosing.last));
    }

    @Override
    public void message(int index) {
        Branch branch = open.getFirst();
        int above = branch.last == NONE ? branch.above : branch.last;
        branch.last = add(numbers.applyAsLong(index), above);
    }

    @Override
    public void end() {
        open.pop();
    }

    private int add(long number, int above) {
        Growing node = new Growing(number, new ArrayList<>(1), new ArrayList<>(1));
        (above == NONE ? roots : nodes.get(above).children()).add(node);
        nodes.add(node);
        return nodes.size() - 1;
    }

    private List<ThreadNode> finish() {
        // Backwards, so that children are finished before their parents.
        List<ThreadNode> finished = new ArrayList<>();
        for (Growing node : nodes.reversed()) {
            List<ThreadNode> children = new ArrayList<>(node.children().size());
            node.children().forEach(child -> children.add(child.finished().getFirst()));
            node.finished().add(new ThreadNode(node.number(), children));
        }
        roots.forEach(root -> finished.add(root.finished().getFirst()));
        return finished;
    }
}

package mailstead.service.threading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.service.threading.Threading.Item;
import mailstead.service.threading.ThreadingTest.Mail;

/** RFC 5256 section 3, REFERENCES, sentence by sentence with objects and recursion. */
final class NaiveReferences {

    private static final class Node {
        Optional<Item> item = Optional.empty();
        Optional<Node> parent = Optional.empty();
        List<Node> children = new ArrayList<>();

        boolean isDescendantOf(Node other) {
            return this == other || parent.map(above -> above.isDescendantOf(other)).orElse(false);
        }

        void detach() {
            parent.ifPresent(above -> above.children.remove(this));
            parent = Optional.empty();
        }

        void addTo(Node above) {
            detach();
            parent = Optional.of(above);
            above.children.add(this);
        }

        Item first() {
            return item.orElseGet(() -> children.getFirst().first());
        }
    }

    private static final Comparator<Node> BY_DATE =
            Comparator.comparingLong((Node node) -> node.first().sentSeconds())
                    .thenComparingInt(node -> node.first().index());

    private final Node root = new Node();
    private final Map<String, Node> byId = new HashMap<>();
    private final List<Node> all = new ArrayList<>();

    NaiveReferences(List<Mail> mails, List<Item> items) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < mails.size(); i++) {
            String id = mails.get(i).id();
            boolean isTaken = id.isEmpty() || byId.containsKey(id);
            Node node = newNode();
            node.item = Optional.of(items.get(i));
            nodes.add(node);
            if (!isTaken) {
                byId.put(id, node);
            }
        }
        for (int i = 0; i < mails.size(); i++) {
            link(nodes.get(i), mails.get(i).references());
        }
    }

    private Node newNode() {
        Node node = new Node();
        all.add(node);
        return node;
    }

    private void link(Node node, String references) {
        Optional<Node> last = Optional.empty();
        for (String id : references.isEmpty() ? new String[0] : references.split(" ")) {
            Node reference = byId.computeIfAbsent(id, _ -> newNode());
            if (last.isPresent()
                    && reference.parent.isEmpty()
                    && !last.get().isDescendantOf(reference)) {
                reference.addTo(last.get());
            }
            last = Optional.of(reference);
        }
        node.detach();
        if (last.isPresent() && !last.get().isDescendantOf(node)) {
            node.addTo(last.get());
        }
    }

    String thread() {
        for (Node node : List.copyOf(all)) {
            if (node.parent.isEmpty()) {
                node.addTo(root);
            }
        }
        prune(root);
        sortTop();
        merge();
        sortBelow(root);
        StringBuilder text = new StringBuilder();
        root.children.forEach(thread -> write(thread, text));
        return text.toString();
    }

    private void prune(Node above) {
        for (Node child : List.copyOf(above.children)) {
            prune(child);
            if (child.item.isEmpty() && (child.children.size() < 2 || above != root)) {
                int at = above.children.indexOf(child);
                child.detach();
                for (Node grandchild : List.copyOf(child.children)) {
                    grandchild.detach();
                    grandchild.parent = Optional.of(above);
                    above.children.add(at++, grandchild);
                }
            }
        }
    }

    private void sortTop() {
        for (Node thread : root.children) {
            if (thread.item.isEmpty()) {
                thread.children.sort(BY_DATE);
            }
        }
        root.children.sort(BY_DATE);
    }

    private void merge() {
        Map<String, Node> table = new HashMap<>();
        for (Node current : root.children) {
            String subject = current.first().subject();
            if (subject.isEmpty()) {
                continue;
            }
            Node there = table.get(subject);
            if (there == null
                    || there.item.isPresent()
                            && (current.item.isEmpty()
                                    || there.item.get().isReply()
                                            && !current.item.get().isReply())) {
                table.put(subject, current);
            }
        }
        for (Node current : List.copyOf(root.children)) {
            if (!root.children.contains(current)) {
                continue;
            }
            String subject = current.first().subject();
            Node there = table.get(subject);
            if (subject.isEmpty() || there == current || there == null) {
                continue;
            }
            if (there.item.isEmpty() && current.item.isEmpty()) {
                current.detach();
                List.copyOf(current.children).forEach(child -> child.addTo(there));
            } else if (there.item.isEmpty()
                    || current.item.orElseThrow().isReply() && !there.item.get().isReply()) {
                current.addTo(there);
            } else {
                Node dummy = newNode();
                dummy.addTo(root);
                there.addTo(dummy);
                current.addTo(dummy);
                table.put(subject, dummy);
            }
        }
    }

    private void sortBelow(Node node) {
        node.children.forEach(this::sortBelow);
        node.children.sort(BY_DATE);
    }

    private static void write(Node thread, StringBuilder text) {
        text.append('(');
        Node node = thread;
        while (true) {
            if (node.item.isPresent()) {
                text.append(text.charAt(text.length() - 1) == '(' ? "" : " ")
                        .append(node.item.get().index() + 1);
            }
            if (node.children.size() != 1) {
                break;
            }
            node = node.children.getFirst();
        }
        if (!node.children.isEmpty() && text.charAt(text.length() - 1) != '(') {
            text.append(' ');
        }
        node.children.forEach(child -> write(child, text));
        text.append(')');
    }
}

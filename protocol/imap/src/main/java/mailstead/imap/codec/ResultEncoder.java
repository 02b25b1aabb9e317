package mailstead.imap.codec;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.search.ThreadNode;

/** Writes what was found: SEARCH, SORT, THREAD and ESEARCH. Confined to its encoder. */
final class ResultEncoder {

    private final WireWriter out;

    ResultEncoder(WireWriter out) {
        this.out = out;
    }

    /** RFC 3501 section 7.2.5. */
    void search(NumberSet numbers, OptionalLong modSeq) throws IOException {
        out.ascii("* SEARCH");
        for (int i = 0; i < numbers.ranges(); i++) {
            for (long n = numbers.first(i); n <= numbers.last(i); n++) {
                out.named(" ", n);
            }
        }
        modSeq(modSeq);
    }

    /** RFC 5256 section 4. */
    void sort(long[] numbers, OptionalLong modSeq) throws IOException {
        out.ascii("* SORT");
        for (long number : numbers) {
            out.named(" ", number);
        }
        modSeq(modSeq);
    }

    /** RFC 5256 section 4. */
    void threads(List<ThreadNode> threads) throws IOException {
        out.ascii("* THREAD");
        if (!threads.isEmpty()) {
            out.space();
            nodes(threads);
        }
    }

    private void modSeq(OptionalLong modSeq) throws IOException {
        if (modSeq.isPresent()) {
            out.named(" (MODSEQ ", modSeq.getAsLong());
            out.octet(')');
        }
    }

    /** Without recursion: a conversation may be as deep as it is long. */
    private void nodes(List<ThreadNode> threads) throws IOException {
        Deque<Iterator<ThreadNode>> open = new ArrayDeque<>();
        open.push(threads.iterator());
        while (true) {
            Iterator<ThreadNode> siblings = open.getFirst();
            if (!siblings.hasNext()) {
                open.pop();
                if (open.isEmpty()) {
                    return;
                }
                out.octet(')');
                continue;
            }
            out.octet('(');
            ThreadNode node = siblings.next();
            boolean isFirst = memberOf(node, true);
            while (node.children().size() == 1) {
                node = node.children().getFirst();
                isFirst = memberOf(node, isFirst);
            }
            if (node.children().isEmpty()) {
                out.octet(')');
            } else {
                if (!isFirst) {
                    out.space();
                }
                open.push(node.children().iterator());
            }
        }
    }

    private boolean memberOf(ThreadNode node, boolean isFirst) throws IOException {
        if (node.number() == ThreadNode.NO_MESSAGE) {
            return isFirst;
        }
        out.named(isFirst ? "" : " ", node.number());
        return false;
    }

    void esearch(Response.Esearch found) throws IOException {
        out.ascii("* ESEARCH");
        if (found.tag().isPresent()) {
            out.ascii(" (TAG ");
            out.string(found.tag().get());
            if (found.source().isPresent()) {
                out.ascii(" MAILBOX ");
                out.mailbox(found.source().get().mailbox());
                out.named(" UIDVALIDITY ", found.source().get().uidValidity());
            }
            out.octet(')');
        }
        if (found.numbering() == Numbering.UID) {
            out.ascii(" UID");
        }
        optional(" MIN ", found.min());
        optional(" MAX ", found.max());
        if (found.all().isPresent()) {
            out.ascii(" ALL ");
            numbers(found.all().get());
        }
        optional(" COUNT ", found.count());
        if (found.partial().isPresent()) {
            partial(found.partial().get());
        }
        optional(" MODSEQ ", found.modSeq());
    }

    private void optional(String name, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            out.named(name, number.getAsLong());
        }
    }

    private void numbers(Response.Esearch.Numbers numbers) throws IOException {
        switch (numbers) {
            case Response.Esearch.Numbers.Ascending(var set) -> out.set(set);
            case Response.Esearch.Numbers.Sorted(long[] sorted) -> out.runs(sorted);
        }
    }

    private void partial(Response.Esearch.Partial partial) throws IOException {
        String sign = partial.range().isFromEnd() ? "-" : "";
        out.ascii(" PARTIAL (");
        out.named(sign, partial.range().first());
        out.octet(':');
        out.named(sign, partial.range().last());
        out.space();
        if (partial.numbers().isPresent()) {
            numbers(partial.numbers().get());
        } else {
            out.nil();
        }
        out.octet(')');
    }
}

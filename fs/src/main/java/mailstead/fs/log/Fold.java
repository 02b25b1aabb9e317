package mailstead.fs.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decisions that share an entry, each taken on the state that the ones before it leave behind.
 * Confined to the leader's thread.
 */
final class Fold<S> {

    private final Line<S> line;
    private final StateCodec<S> codec;
    private final LogPolicy policy;
    private final Known<S> on;

    private final List<byte[]> payloads = new ArrayList<>();
    private final List<Line.Ticket<S>> changing = new ArrayList<>();
    private final List<Line.Ticket<S>> unchanging = new ArrayList<>();
    private S state;
    private int octets;

    Fold(Line<S> line, StateCodec<S> codec, LogPolicy policy, Known<S> on) {
        this.line = line;
        this.codec = codec;
        this.policy = policy;
        this.on = on;
        this.state = on.state();
    }

    /** Takes those that find room; the others go back into the line. */
    void add(List<Line.Ticket<S>> tickets) {
        for (int i = 0; i < tickets.size(); i++) {
            if (octets >= policy.groupOctetsMax()) {
                line.putBack(tickets.subList(i, tickets.size()));
                return;
            }
            try {
                add(tickets.get(i));
            } catch (RuntimeException e) {
                // A bug in one caller's decision is that caller's alone.
                line.failed(tickets.get(i), e);
            }
        }
    }

    private void add(Line.Ticket<S> ticket) {
        Optional<byte[]> payload = ticket.decision().decide(state);
        if (payload.isEmpty()) {
            unchanging.add(ticket);
            return;
        }
        int length = payload.get().length;
        if (length > SharedLog.PAYLOAD_OCTETS_MAX) {
            throw new IllegalArgumentException("a change of " + length + " octets");
        }
        try {
            state = codec.apply(state, on.number() + 1, payload.get());
        } catch (Corruption e) {
            throw new IllegalArgumentException("a decision gave what cannot be applied", e);
        }
        payloads.add(payload.get());
        octets += length;
        changing.add(ticket);
    }

    boolean isChange() {
        return !payloads.isEmpty();
    }

    List<byte[]> payloads() {
        return payloads;
    }

    S state() {
        return state;
    }

    /** All whose decisions were taken. */
    List<Line.Ticket<S>> tickets() {
        List<Line.Ticket<S>> all = new ArrayList<>(changing);
        all.addAll(unchanging);
        return all;
    }

    void done(View<S> view) {
        changing.forEach(ticket -> line.done(ticket, new Appended<>(view, true)));
        unchanging.forEach(ticket -> line.done(ticket, new Appended<>(view, false)));
    }
}

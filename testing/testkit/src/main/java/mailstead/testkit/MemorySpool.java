package mailstead.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.queue.Hold;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedMessage;
import mailstead.mail.queue.RecipientState;
import mailstead.spi.Spool;

/** A spool in memory, whose ids count up from {@code 00000000000000000000000001}. Shared. */
public final class MemorySpool implements Spool {

    private final Map<QueueId, Kept> messages = new LinkedHashMap<>();
    private long lastNumber;
    private boolean isDown;
    private boolean isFull;

    private record Kept(
            QueuedEnvelope envelope,
            byte[] octets,
            List<RecipientState> states,
            Optional<Hold> hold) {

        QueuedMessage message(QueueId id) {
            return new QueuedMessage(id, envelope, octets.length, states, hold);
        }
    }

    /** While true, every call fails with {@code STORAGE_UNAVAILABLE} and changes nothing. */
    public synchronized void down(boolean on) {
        isDown = on;
    }

    /** While true, nothing can be added; what is there can be noted, read and removed. */
    public synchronized void full(boolean on) {
        isFull = on;
    }

    /** How many messages there are. */
    public synchronized int size() {
        return messages.size();
    }

    /** The octets of a message that is here, prefix and content. */
    public synchronized byte[] octets(QueueId id) {
        return Optional.ofNullable(messages.get(id)).orElseThrow().octets.clone();
    }

    @Override
    public QueueId add(QueuedEnvelope envelope, byte[] prefix, Content content, Optional<Hold> hold)
            throws MailException {
        return add(List.of(new Draft(envelope, prefix, content, hold)), Change.NONE).getFirst();
    }

    @Override
    public synchronized List<QueueId> add(List<Draft> drafts, Change change) throws MailException {
        requireUp();
        if (isFull && !drafts.isEmpty()) {
            throw unavailable();
        }
        requireKnownRecipients(change);
        List<byte[]> octets = new ArrayList<>();
        for (Draft draft : drafts) {
            octets.add(read(draft));
        }
        List<QueueId> ids = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            QueueId id = new QueueId(String.format(Locale.ROOT, "%026d", ++lastNumber));
            messages.put(
                    id,
                    new Kept(
                            draft.envelope(),
                            octets.get(i),
                            firstStates(draft.envelope()),
                            draft.hold()));
            ids.add(id);
        }
        apply(change);
        return ids;
    }

    private static byte[] read(Draft draft) throws MailException {
        byte[] content;
        try (InputStream in = draft.content().open()) {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "The message cannot be read just now", e);
        }
        byte[] all = new byte[draft.prefix().length + content.length];
        System.arraycopy(draft.prefix(), 0, all, 0, draft.prefix().length);
        System.arraycopy(content, 0, all, draft.prefix().length, content.length);
        return all;
    }

    private static List<RecipientState> firstStates(QueuedEnvelope envelope) {
        RecipientState first =
                new RecipientState.Waiting(0, envelope.notBefore(), Optional.empty(), false);
        return envelope.recipients().stream().map(_ -> first).toList();
    }

    @Override
    public synchronized void note(Change change) throws MailException {
        requireUp();
        requireKnownRecipients(change);
        apply(change);
    }

    private void requireKnownRecipients(Change change) {
        change.states()
                .forEach((id, states) -> {
                    Kept kept = messages.get(id);
                    if (kept != null) {
                        states.keySet()
                                .forEach(index -> Objects.checkIndex(index, kept.states.size()));
                    }
                });
    }

    private void apply(Change change) {
        change.states()
                .forEach((id, changed) ->
                        messages.computeIfPresent(id, (_, kept) -> with(kept, changed)));
        change.hold()
                .forEach((id, hold) ->
                        messages.computeIfPresent(
                                id,
                                (_, kept) ->
                                        new Kept(kept.envelope, kept.octets, kept.states, hold)));
    }

    private static Kept with(Kept kept, Map<Integer, RecipientState> changed) {
        List<RecipientState> states = new ArrayList<>(kept.states);
        changed.forEach(states::set);
        return new Kept(kept.envelope, kept.octets, List.copyOf(states), kept.hold);
    }

    @Override
    public synchronized void remove(List<QueueId> ids) throws MailException {
        requireUp();
        ids.forEach(messages::remove);
    }

    @Override
    public void each(Consumer<QueuedMessage> seen) throws MailException {
        List<QueuedMessage> all = new ArrayList<>();
        synchronized (this) {
            requireUp();
            messages.forEach((id, kept) -> all.add(kept.message(id)));
        }
        all.forEach(seen);
    }

    @Override
    public synchronized Optional<QueuedMessage> find(QueueId id) throws MailException {
        requireUp();
        return Optional.ofNullable(messages.get(id)).map(kept -> kept.message(id));
    }

    @Override
    public synchronized Content content(QueueId id) throws MailException {
        requireUp();
        Kept kept = messages.get(id);
        if (kept == null) {
            throw new PermanentFailure(Reason.MESSAGE_GONE, "The message is not in the queue");
        }
        return new KeptContent(id, kept.octets.length);
    }

    @Override
    public synchronized void checkRoom(long octets) throws MailException {
        requireUp();
        if (isFull) {
            throw unavailable();
        }
    }

    private void requireUp() throws MailException {
        if (isDown) {
            throw unavailable();
        }
    }

    private static MailException unavailable() {
        return new TemporaryFailure(
                Reason.STORAGE_UNAVAILABLE, "The queue cannot take messages just now");
    }

    private final class KeptContent implements Content {

        private final QueueId id;
        private final long size;

        KeptContent(QueueId id, long size) {
            this.id = id;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            synchronized (MemorySpool.this) {
                Kept kept = messages.get(id);
                if (kept == null || isDown) {
                    throw new IOException("not in the queue");
                }
                return new ByteArrayInputStream(kept.octets);
            }
        }
    }
}

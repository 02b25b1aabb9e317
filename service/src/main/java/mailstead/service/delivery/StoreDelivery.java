package mailstead.service.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.Subscriber;
import mailstead.mail.TemporaryFailure;
import mailstead.service.routing.Destination;
import mailstead.spi.Account;
import mailstead.spi.MailStore;
import mailstead.spi.MailStore.Drop;
import mailstead.spi.MailStore.Mode;
import mailstead.spi.MailStore.Result;

/**
 * Delivery into the store. Shared. Each copy begins with Return-Path, Delivered-To (the recipient
 * as the client wrote it) and the Received field (RFC 5321 section 4.4). An account that several
 * recipients lead to gets one copy, for the first of them.
 *
 * <p>For SMTP, one member of a list whose mailbox is full holds up the whole message: the sender is
 * told to try again, and the event names the mailbox. To leave that member out would lose the copy,
 * as long as no notice can be sent.
 */
public final class StoreDelivery implements Delivery {

    /** RFC 5321 section 6.3 wants at least 100. */
    public static final int RECEIVED_FIELDS_MAX = 100;

    private final MailStore store;
    private final EventSink events;
    private final int receivedFieldsMax;

    public StoreDelivery(MailStore store, EventSink events) {
        this(store, events, RECEIVED_FIELDS_MAX);
    }

    /**
     * @param receivedFieldsMax a message with more Received fields is in a loop; 100 or more
     */
    public StoreDelivery(MailStore store, EventSink events, int receivedFieldsMax) {
        if (receivedFieldsMax < RECEIVED_FIELDS_MAX) {
            throw new IllegalArgumentException("RFC 5321 section 6.3 wants 100 at least");
        }
        this.store = store;
        this.events = events;
        this.receivedFieldsMax = receivedFieldsMax;
    }

    @Override
    public void deliver(Envelope envelope, Content content) throws MailException {
        Map<String, Copy> copies = copies(envelope);
        TraceScan trace = scan(content);
        for (Copy copy : copies.values()) {
            if (isLoop(trace, copy)) {
                throw loop();
            }
        }
        store(envelope, copies.values(), content, Mode.ALL);
        Optional<MailException> failure = worst(copies.values());
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public List<Outcome> deliverEach(Envelope envelope, Content content) {
        Map<String, Copy> copies = copies(envelope);
        try {
            TraceScan trace = scan(content);
            List<Copy> storable = new ArrayList<>();
            for (Copy copy : copies.values()) {
                if (isLoop(trace, copy)) {
                    copy.result = new Result.Failed(loop());
                } else {
                    storable.add(copy);
                }
            }
            store(envelope, storable, content, Mode.EACH);
        } catch (TemporaryFailure failure) {
            copies.values().forEach(copy -> copy.result = new Result.Failed(failure));
        }
        return envelope.destinations().stream()
                .map(destination -> outcome(destination, copies))
                .toList();
    }

    /** One account's copy. Confined to one delivery. */
    private static final class Copy {
        private final Address recipient;
        private final Account account;
        private Result result = new Result.Withdrawn();

        Copy(Address recipient, Account account) {
            this.recipient = recipient;
            this.account = account;
        }

        Subscriber subscriber() {
            return new Subscriber(account.login(), account.customerId());
        }
    }

    private static Map<String, Copy> copies(Envelope envelope) {
        Map<String, Copy> copies = new LinkedHashMap<>();
        for (Destination destination : envelope.destinations()) {
            for (Account account : destination.accounts()) {
                copies.computeIfAbsent(
                        account.login(), _ -> new Copy(destination.recipient(), account));
            }
        }
        return copies;
    }

    private static TraceScan scan(Content content) throws TemporaryFailure {
        try {
            return TraceScan.of(content);
        } catch (IOException failure) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "the message could not be read back", failure);
        }
    }

    private boolean isLoop(TraceScan trace, Copy copy) {
        if (trace.received() > receivedFieldsMax) {
            return true;
        }
        if (trace.deliveredTo().isEmpty()) {
            return false;
        }
        return trace.deliveredTo().contains(copy.recipient.folded())
                || copy.account.addresses().stream().anyMatch(trace.deliveredTo()::contains);
    }

    private static PermanentFailure loop() {
        return new PermanentFailure(Reason.LOOP_DETECTED, "this message is in a loop");
    }

    private void store(Envelope envelope, Collection<Copy> copies, Content content, Mode mode) {
        if (copies.isEmpty()) {
            return;
        }
        checkField(envelope.received());
        byte[] returnPath = octets("Return-Path: " + envelope.sender() + "\r\n");
        List<Drop> drops = new ArrayList<>(copies.size());
        for (Copy copy : copies) {
            byte[] deliveredTo = octets("Delivered-To: " + copy.recipient + "\r\n");
            drops.add(new Drop(copy.account, join(returnPath, deliveredTo, envelope.received())));
        }
        List<Result> results = store.deliver(drops, content, mode);
        int i = 0;
        for (Copy copy : copies) {
            copy.result = results.get(i++);
            tell(envelope, copy, content.size());
        }
    }

    private void tell(Envelope envelope, Copy copy, long octets) {
        switch (copy.result) {
            case Result.Stored(String name) ->
                    events.emit(
                            new Event.MessageStored(
                                    envelope.session(),
                                    envelope.messageId(),
                                    copy.recipient,
                                    copy.subscriber(),
                                    name,
                                    octets));
            case Result.Failed(MailException why) when isToldElsewhere(why) ->
                    events.emit(
                            new Event.MailboxUnavailable(
                                    envelope.session(),
                                    Optional.of(copy.subscriber()),
                                    "deliver",
                                    why.reason()));
            case Result.Failed(MailException why) ->
                    events.emit(
                            new Event.Trouble(
                                    envelope.session(),
                                    why.reason(),
                                    "a message for account "
                                            + copy.account.login()
                                            + " of customer "
                                            + copy.account.customerId()
                                            + " could not be stored",
                                    "look at the cause and at volume "
                                            + copy.account.home().volume(),
                                    Optional.of(why)));
            case Result.Withdrawn() -> {}
        }
    }

    /**
     * What is away tells so itself, once for all who wait; a full mailbox is its owner's affair.
     */
    private static boolean isToldElsewhere(MailException why) {
        return why.reason() == Reason.STORAGE_UNAVAILABLE
                || why.reason() == Reason.DIRECTORY_UNAVAILABLE
                || why.reason() == Reason.MAILBOX_FULL;
    }

    /** A recipient's message is stored when all its copies are. */
    private static Outcome outcome(Destination destination, Map<String, Copy> copies) {
        List<Copy> own = new ArrayList<>();
        for (Account account : destination.accounts()) {
            Copy copy = copies.get(account.login());
            if (copy != null) {
                own.add(copy);
            }
        }
        Optional<MailException> failure = worst(own);
        return failure.isPresent() ? new Outcome.Failed(failure.get()) : new Outcome.Stored();
    }

    /**
     * Why not all were stored. Doubt is temporary: one temporary failure among permanent ones makes
     * all so.
     */
    private static Optional<MailException> worst(Collection<Copy> copies) {
        Optional<MailException> permanent = Optional.empty();
        boolean withdrawn = copies.isEmpty();
        for (Copy copy : copies) {
            switch (copy.result) {
                case Result.Failed(TemporaryFailure why) -> {
                    return Optional.of(why.concerning(copy.account.customerId()));
                }
                case Result.Failed(PermanentFailure why) ->
                        permanent = Optional.of(why.concerning(copy.account.customerId()));
                case Result.Withdrawn() -> withdrawn = true;
                case Result.Stored _ -> {}
            }
        }
        if (permanent.isEmpty() && withdrawn) {
            return Optional.of(
                    new TemporaryFailure(Reason.INTERNAL_ERROR, "the message was not stored"));
        }
        return permanent;
    }

    /** The protocol made it; if it could smuggle another field in, that is a bug of ours. */
    private static void checkField(byte[] field) {
        for (int i = 0; i < field.length; i++) {
            boolean isLineEnd = field[i] == '\r' && i + 1 < field.length && field[i + 1] == '\n';
            boolean isLast = i + 2 == field.length;
            if (isLineEnd && (isLast || field[i + 2] == ' ' || field[i + 2] == '\t')) {
                i++;
            } else if (field[i] == '\r' || field[i] == '\n' || i + 1 == field.length) {
                throw new IllegalArgumentException("not one header field with its line end");
            }
        }
    }

    /** UTF-8, RFC 6532, for addresses that are not ASCII. */
    private static byte[] octets(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}

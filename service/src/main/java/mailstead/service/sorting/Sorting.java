package mailstead.service.sorting;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.EnvelopeAddress;
import mailstead.mail.mime.RawText;
import mailstead.mail.search.SortKey;
import mailstead.service.mailbox.MessageSource;
import mailstead.service.mailbox.Progress;
import mailstead.service.text.BaseSubject;
import mailstead.service.text.Casemap;

/** SORT (RFC 5256 section 3). Pure but for what it reads. */
public final class Sorting {

    /** What is compared of a folded text: those that differ only behind this are equal. */
    private static final int TEXT_CHARACTERS_MAX = 256;

    private Sorting() {}

    /** What one key finds in one message: a number or a folded text. */
    private record Value(long number, String text) {

        static final Comparator<Value> ORDER =
                Comparator.comparingLong(Value::number).thenComparing(Value::text, Casemap.ORDER);

        static Value of(long number) {
            return new Value(number, "");
        }

        static Value of(String text) {
            return new Value(0, Casemap.foldStart(text, TEXT_CHARACTERS_MAX));
        }
    }

    private record Row(int index, List<Value> values) {}

    /**
     * Puts messages in order; those that are equal stay in the order of the folder. One that is
     * removed meanwhile is left out.
     *
     * @param order at least one key, the most important one first
     * @param indexes of messages of {@code state}, ascending
     */
    public static <X extends Exception> int[] sort(
            List<SortKey> order,
            FolderState state,
            int[] indexes,
            MessageSource source,
            Progress<X> progress)
            throws MailException, X {
        List<Row> rows = new ArrayList<>(indexes.length);
        for (int i = 0; i < indexes.length; i++) {
            try {
                Message message = state.get(indexes[i]);
                rows.add(new Row(indexes[i], values(order, message, source)));
            } catch (MailException failure) {
                if (failure.reason() != Reason.MESSAGE_GONE) {
                    throw failure;
                }
            }
            progress.at(i + 1, indexes.length);
        }
        rows.sort(comparator(order)); // stable
        return rows.stream().mapToInt(Row::index).toArray();
    }

    private static Comparator<Row> comparator(List<SortKey> order) {
        return (one, other) -> {
            for (int i = 0; i < order.size(); i++) {
                int difference = Value.ORDER.compare(one.values().get(i), other.values().get(i));
                if (difference != 0) {
                    return order.get(i).isReversed() ? -difference : difference;
                }
            }
            return 0;
        };
    }

    private static List<Value> values(List<SortKey> order, Message message, MessageSource source)
            throws MailException {
        List<Value> values = new ArrayList<>(order.size());
        Optional<Digest> digest = Optional.empty();
        for (SortKey key : order) {
            Optional<Value> value = valueOf(key.field(), message);
            if (value.isEmpty()) {
                digest = Optional.of(digest.isEmpty() ? source.digest(message) : digest.get());
                value = Optional.of(valueOf(key.field(), message, digest.get()));
            }
            values.add(value.get());
        }
        return values;
    }

    /** What the folder knows itself. */
    private static Optional<Value> valueOf(SortKey.Field field, Message message) {
        return switch (field) {
            case ARRIVAL -> Optional.of(Value.of(message.receivedSeconds()));
            case SIZE ->
                    message.size().isPresent()
                            ? Optional.of(Value.of(message.size().getAsLong()))
                            : Optional.empty();
            case CC, DATE, DISPLAYFROM, DISPLAYTO, FROM, SUBJECT, TO -> Optional.empty();
        };
    }

    private static Value valueOf(SortKey.Field field, Message message, Digest digest) {
        return switch (field) {
            case ARRIVAL -> Value.of(message.receivedSeconds());
            case SIZE -> Value.of(digest.octets());
            case DATE -> Value.of(sentSeconds(message, digest));
            case SUBJECT ->
                    Value.of(
                            digest.headers()
                                    .value("Subject")
                                    .map(RawText::decoded)
                                    .map(subject -> BaseSubject.of(subject).text())
                                    .orElse(""));
            case CC -> Value.of(mailbox(digest.envelope().cc()));
            case FROM -> Value.of(mailbox(digest.envelope().from()));
            case TO -> Value.of(mailbox(digest.envelope().to()));
            case DISPLAYFROM -> Value.of(displayed(digest.envelope().from()));
            case DISPLAYTO -> Value.of(displayed(digest.envelope().to()));
        };
    }

    /** RFC 5256 section 2.2. */
    private static long sentSeconds(Message message, Digest digest) {
        return digest.sentAt().map(OffsetDateTime::toEpochSecond).orElse(message.receivedSeconds());
    }

    /** The addr-mailbox of the first address; where a group begins, that is the group's name. */
    private static String mailbox(List<EnvelopeAddress> addresses) {
        return addresses.isEmpty()
                ? ""
                : switch (addresses.getFirst()) {
                    case EnvelopeAddress.Mailbox address -> address.localPart().text();
                    case EnvelopeAddress.GroupStart(RawText name) -> name.text();
                    case EnvelopeAddress.GroupEnd() -> "";
                };
    }

    /** RFC 5957 section 3. */
    private static String displayed(List<EnvelopeAddress> addresses) {
        if (addresses.isEmpty()
                || !(addresses.getFirst() instanceof EnvelopeAddress.Mailbox address)) {
            return mailbox(addresses);
        }
        String name = address.name().map(RawText::decoded).orElse("");
        if (!name.isEmpty()) {
            return name;
        }
        return address.domain().isEmpty()
                ? address.localPart().text()
                : address.localPart().text() + "@" + address.domain().text();
    }
}

package mailstead.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.ReversePath;
import mailstead.mail.Subscriber;
import mailstead.mail.queue.FarAnswer;
import mailstead.mail.queue.Hold;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedMessage;
import mailstead.mail.queue.QueuedRecipient;
import mailstead.mail.queue.RecipientState;
import mailstead.spi.Spool;
import org.junit.jupiter.api.Test;

/** What every {@link Spool} does. */
public abstract class SpoolContract {

    /** A whole second, and one with nanoseconds. */
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static final Instant LATER = Instant.parse("2026-11-25T12:34:56.123456789Z");

    private static final FarAnswer BUSY =
            new FarAnswer(
                    LATER,
                    "mx.example.org",
                    "192.0.2.1",
                    451,
                    "4.3.0",
                    "später",
                    Optional.of("TLSv1.3 TLS_AES_128_GCM_SHA256"));

    private static final FarAnswer DONE =
            new FarAnswer(NOON, "", "", 0, "2.0.0", "", Optional.empty());

    private static final Hold HELD = new Hold(NOON, "brake", "three times its habit");

    /** An empty spool, the same one during a test. */
    protected abstract Spool spool();

    @Test
    void aNewSpoolIsEmpty() throws Exception {
        assertThat(all()).isEmpty();
    }

    @Test
    void everythingSaidOfAMessageComesBack() throws Exception {
        for (QueuedEnvelope envelope : envelopes()) {
            QueueId id = spool().add(envelope, ascii("A: b\r\n"), content("x\r\n"), held());
            QueuedMessage found = spool().find(id).orElseThrow();
            assertThat(found.id()).isEqualTo(id);
            assertThat(found.envelope()).isEqualTo(envelope);
            assertThat(found.octets()).isEqualTo(9);
            assertThat(found.hold()).isEqualTo(held());
            assertThat(found.states())
                    .hasSize(envelope.recipients().size())
                    .containsOnly(
                            new RecipientState.Waiting(
                                    0, envelope.notBefore(), Optional.empty(), false));
            assertThat(all()).contains(found);
        }
    }

    @Test
    void octetsComeOutAsTheyWentInHoweverMany() throws Exception {
        Random random = new Random(5);
        List<QueueId> ids = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        for (int size : List.of(0, 1, 1000, 65_536, 262_143, 262_144, 262_145, 1_000_001)) {
            byte[] body = new byte[size];
            random.nextBytes(body);
            byte[] prefix = new byte[size % 7];
            random.nextBytes(prefix);
            ids.add(spool().add(envelope(1), prefix, content(body), Optional.empty()));
            bodies.add(join(prefix, body));
        }
        for (int i = 0; i < ids.size(); i++) {
            Content content = spool().content(ids.get(i));
            assertThat(content.size()).isEqualTo(bodies.get(i).length);
            assertThat(octets(content)).isEqualTo(bodies.get(i));
            assertThat(octets(content)).as("read again").isEqualTo(bodies.get(i));
            assertThat(spool().find(ids.get(i)).orElseThrow().octets())
                    .isEqualTo(bodies.get(i).length);
        }
    }

    @Test
    void messagesComeInTheOrderOfArrivalAndTheirIdsSortSo() throws Exception {
        List<QueueId> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(spool().add(envelope(1), ascii(""), content("" + i), Optional.empty()));
        }
        assertThat(all()).extracting(QueuedMessage::id).containsExactlyElementsOf(ids);
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotedIsThere() throws Exception {
        QueueId one = spool().add(envelope(3), ascii(""), content("1"), Optional.empty());
        QueueId two = spool().add(envelope(1), ascii(""), content("2"), held());
        RecipientState waiting = new RecipientState.Waiting(7, LATER, Optional.of(BUSY), true);
        RecipientState discarded = new RecipientState.Discarded(NOON, "Golde");
        spool().note(
                        new Spool.Change(
                                Map.of(
                                        one,
                                        Map.of(0, waiting, 2, new RecipientState.Delivered(DONE)),
                                        two,
                                        Map.of(0, new RecipientState.Failed(BUSY))),
                                Map.of(one, held(), two, Optional.empty())));
        spool().note(new Spool.Change(Map.of(one, Map.of(1, discarded)), Map.of()));
        QueuedMessage first = spool().find(one).orElseThrow();
        assertThat(first.states())
                .containsExactly(waiting, discarded, new RecipientState.Delivered(DONE));
        assertThat(first.hold()).isEqualTo(held());
        QueuedMessage second = spool().find(two).orElseThrow();
        assertThat(second.states()).containsExactly(new RecipientState.Failed(BUSY));
        assertThat(second.hold()).isEmpty();
        assertThat(all()).containsExactly(first, second);
        assertThat(octets(spool().content(one))).isEqualTo(ascii("1"));
    }

    @Test
    void noticesAndWhatTheyTellOfAreOneStep() throws Exception {
        QueueId old = spool().add(envelope(1), ascii(""), content("old"), Optional.empty());
        RecipientState failed = new RecipientState.Failed(BUSY);
        List<QueueId> notices =
                spool().add(
                                List.of(draft("first"), draft("second")),
                                new Spool.Change(Map.of(old, Map.of(0, failed)), Map.of()));
        assertThat(notices).hasSize(2);
        assertThat(octets(spool().content(notices.get(0)))).isEqualTo(ascii("first"));
        assertThat(octets(spool().content(notices.get(1)))).isEqualTo(ascii("second"));
        assertThat(spool().find(old).orElseThrow().states()).containsExactly(failed);
        assertThat(all()).hasSize(3);
    }

    @Test
    void aMessageThatCannotBeReadChangesNothing() throws Exception {
        QueueId old = spool().add(envelope(1), ascii(""), content("old"), Optional.empty());
        QueuedMessage before = spool().find(old).orElseThrow();
        Spool.Change change =
                new Spool.Change(Map.of(old, Map.of(0, new RecipientState.Failed(BUSY))), Map.of());
        for (int octetsBeforeFailing : List.of(0, 3, 300_000)) {
            Spool.Draft broken =
                    new Spool.Draft(
                            envelope(1),
                            ascii(""),
                            new BrokenContent(octetsBeforeFailing),
                            Optional.empty());
            assertThatThrownBy(() -> spool().add(List.of(draft("fine"), broken), change))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE));
        }
        assertThat(all()).containsExactly(before);
    }

    @Test
    void whatIsRemovedIsGone() throws Exception {
        QueueId one = spool().add(envelope(1), ascii(""), content("1"), Optional.empty());
        QueueId two = spool().add(envelope(1), ascii(""), content("2"), Optional.empty());
        QueueId big =
                spool().add(envelope(1), ascii(""), content(new byte[300_000]), Optional.empty());
        Content first = spool().content(one);
        Content large = spool().content(big);
        spool().remove(List.of(one, big));
        spool().remove(List.of(one, unknown()));
        assertThat(spool().find(one)).isEmpty();
        assertThat(all()).extracting(QueuedMessage::id).containsExactly(two);
        assertThatThrownBy(first::open).isInstanceOf(IOException.class);
        assertThatThrownBy(large::open).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> spool().content(one))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MESSAGE_GONE));
    }

    @Test
    void unknownIdsAreIgnored() throws Exception {
        QueueId one = spool().add(envelope(1), ascii(""), content("1"), Optional.empty());
        spool().note(
                        new Spool.Change(
                                Map.of(unknown(), Map.of(5, new RecipientState.Delivered(DONE))),
                                Map.of(unknown(), held(), one, held())));
        assertThat(spool().find(unknown())).isEmpty();
        assertThat(all()).hasSize(1);
        assertThat(spool().find(one).orElseThrow().hold()).isEqualTo(held());
        spool().note(Spool.Change.NONE);
        spool().remove(List.of());
        assertThat(spool().add(List.of(), Spool.Change.NONE)).isEmpty();
    }

    @Test
    void aRecipientThatIsNotInTheEnvelopeIsABugAndChangesNothing() throws Exception {
        QueueId one = spool().add(envelope(2), ascii(""), content("1"), Optional.empty());
        QueuedMessage before = spool().find(one).orElseThrow();
        RecipientState done = new RecipientState.Delivered(DONE);
        for (int index : List.of(-1, 2, Integer.MAX_VALUE)) {
            Spool.Change change =
                    new Spool.Change(Map.of(one, Map.of(0, done, index, done)), Map.of());
            assertThatThrownBy(() -> spool().note(change))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(all()).containsExactly(before);
    }

    @Test
    void whoeverIsShownAMessageMayChangeTheSpool() throws Exception {
        for (int i = 0; i < 10; i++) {
            spool().add(envelope(1), ascii(""), content("" + i), Optional.empty());
        }
        Set<QueueId> seen = new HashSet<>();
        spool().each(message -> {
            seen.add(message.id());
            try {
                spool().remove(List.of(message.id()));
            } catch (MailException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(seen).hasSize(10);
        assertThat(all()).isEmpty();
    }

    @Test
    void thereIsRoomForAnOrdinaryMessage() throws Exception {
        spool().checkRoom(100_000);
    }

    /** Every message there is, in the spool's order. */
    protected final List<QueuedMessage> all() throws MailException {
        List<QueuedMessage> all = new ArrayList<>();
        spool().each(all::add);
        return all;
    }

    private static QueueId unknown() {
        return new QueueId("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }

    private static Optional<Hold> held() {
        return Optional.of(HELD);
    }

    /** A message for as many recipients. */
    public static QueuedEnvelope envelope(int recipients) {
        List<QueuedRecipient> list = new ArrayList<>();
        for (int i = 0; i < recipients; i++) {
            list.add(QueuedRecipient.of(address("r" + i + "@example.org")));
        }
        return new QueuedEnvelope(
                "m1",
                new ReversePath.Sender(address("tevie@example.net")),
                Optional.of(new Subscriber("tevie@example.net", "c-17")),
                NOON,
                NOON,
                QueuedEnvelope.Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                list);
    }

    /** Envelopes in which everything that may be said is said once. */
    public static List<QueuedEnvelope> envelopes() {
        QueuedRecipient wishful =
                new QueuedRecipient(
                        address("\"quoted\" übler@example.org"),
                        Set.of(
                                QueuedRecipient.Notify.SUCCESS,
                                QueuedRecipient.Notify.FAILURE,
                                QueuedRecipient.Notify.DELAY),
                        Optional.of(
                                new QueuedRecipient.OriginalRecipient(
                                        "rfc822", "alias@example.org")));
        QueuedRecipient never =
                new QueuedRecipient(
                        address("n@xn--bcher-kva.example"),
                        Set.of(QueuedRecipient.Notify.NEVER),
                        Optional.empty());
        return List.of(
                envelope(1),
                envelope(1000),
                new QueuedEnvelope(
                        "",
                        ReversePath.NULL,
                        Optional.empty(),
                        LATER,
                        NOON.plusSeconds(86_400),
                        new QueuedEnvelope.Body(true, false),
                        true,
                        Optional.of(QueuedEnvelope.DsnReturn.HDRS),
                        Optional.of("envelope \u0000 id 😀"),
                        List.of(wishful, never)),
                new QueuedEnvelope(
                        "m2",
                        ReversePath.NULL,
                        Optional.empty(),
                        Instant.MIN,
                        Instant.MAX,
                        new QueuedEnvelope.Body(false, true),
                        false,
                        Optional.of(QueuedEnvelope.DsnReturn.FULL),
                        Optional.of(""),
                        List.of(never)));
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    private static Spool.Draft draft(String text) {
        return new Spool.Draft(envelope(1), ascii(""), content(text), Optional.empty());
    }

    protected static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    protected static Content content(String text) {
        return content(ascii(text));
    }

    protected static Content content(byte[] octets) {
        return new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }

    protected static byte[] octets(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Promises more than it gives. */
    private record BrokenContent(int octetsBeforeFailing) implements Content {

        @Override
        public long size() {
            return octetsBeforeFailing + 10L;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private int left = octetsBeforeFailing;

                @Override
                public int read() throws IOException {
                    if (left == 0) {
                        throw new IOException("broken");
                    }
                    left--;
                    return 'x';
                }
            };
        }
    }
}

package mailstead.service.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import mailstead.mail.Address;
import mailstead.mail.Content;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.ReversePath;
import mailstead.service.delivery.Delivery.Envelope;
import mailstead.service.delivery.Delivery.Outcome;
import mailstead.service.routing.Destination;
import mailstead.spi.Account;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.InMemoryMailStore;
import mailstead.testkit.RecordingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreDeliveryTest {

    private static final String RECEIVED = "Received: from x\r\n\tby y; now\r\n";
    private static final String MESSAGE = "Subject: hello\r\n\r\nbody\r\nReceived: not a field\r\n";

    private final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    private final InMemoryMailStore store = new InMemoryMailStore();
    private final RecordingSink events = new RecordingSink();
    private final Delivery delivery = new StoreDelivery(store, events);
    private final Account tevie = directory.addUser("tevie", List.of(), "tevie@cluster.example");
    private final Account golde = directory.addUser("golde", List.of(), "golde@cluster.example");

    @Test
    void putsTraceFieldsFirst() throws Exception {
        delivery.deliver(envelope(to("Tevie+x@cluster.example", tevie)), text(MESSAGE));
        assertThat(stored("tevie"))
                .containsExactly(
                        "Return-Path: <a@b.example>\r\nDelivered-To: Tevie+x@cluster.example\r\n"
                                + RECEIVED
                                + MESSAGE);
        Event.MessageStored event = events.events(Event.MessageStored.class).getFirst();
        assertThat(event.subscriber().login()).isEqualTo("tevie");
        assertThat(event.subscriber().customerId()).isEqualTo(tevie.customerId());
        assertThat(event.octets()).isEqualTo(MESSAGE.length());
        assertThat(event.messageId()).isEqualTo("m1");
    }

    @Test
    void oneCopyPerAccount() throws Exception {
        delivery.deliver(
                envelope(
                        to("tevie@cluster.example", tevie),
                        to("all@cluster.example", golde, tevie)),
                text(MESSAGE));
        assertThat(stored("tevie")).hasSize(1);
        assertThat(stored("golde")).hasSize(1);
        assertThat(stored("golde").getFirst()).contains("Delivered-To: all@cluster.example\r\n");
        assertThat(events.events(Event.MessageStored.class)).hasSize(2);
    }

    @Test
    void forSmtpOneFailureLeavesNothing() {
        store.full("golde", true);
        assertReason(
                Reason.MAILBOX_FULL,
                () ->
                        delivery.deliver(
                                envelope(
                                        to("tevie@cluster.example", tevie),
                                        to("golde@cluster.example", golde)),
                                text(MESSAGE)));
        assertThat(stored("tevie")).isEmpty();
        assertThat(events.events(Event.MessageStored.class)).isEmpty();
    }

    @Test
    void forLmtpEachRecipientHasItsAnswer() {
        store.full("golde", true);
        List<Outcome> outcomes =
                delivery.deliverEach(
                        envelope(
                                to("tevie@cluster.example", tevie),
                                to("golde@cluster.example", golde),
                                to("all@cluster.example", tevie, golde)),
                        text(MESSAGE));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Stored.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed) outcomes.get(2)).why().customerId())
                .contains(golde.customerId());
        assertThat(stored("tevie")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Delivered-To: tevie@cluster.example\r\n\r\n",
                "delivered-to:  TEVIE@Cluster.Example \r\nSubject: x\r\n\r\n",
                "Subject: x\r\nDELIVERED-TO:\ttevie@cluster.example\r\n",
                "Delivered-To: \"tevie\"@cluster.example\r\n\r\n",
                "Delivered-To: tevie@cluster.example",
            })
    void ourOwnDeliveredToIsALoop(String message) {
        Envelope envelope = envelope(to("sales@cluster.example", tevie));
        assertReason(Reason.LOOP_DETECTED, () -> delivery.deliver(envelope, text(message)));
        assertThat(delivery.deliverEach(envelope, text(message)))
                .hasOnlyElementsOfType(Outcome.Failed.class);
        assertThat(stored("tevie")).isEmpty();
    }

    @Test
    void forLmtpALoopOfOneIsNotALoopOfAll() {
        List<Outcome> outcomes =
                delivery.deliverEach(
                        envelope(
                                to("tevie@cluster.example", tevie),
                                to("golde@cluster.example", golde)),
                        text("Delivered-To: tevie@cluster.example\r\n\r\n"));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failed.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void moreThanAHundredReceivedFieldsAreALoop() throws Exception {
        Envelope envelope = envelope(to("tevie@cluster.example", tevie));
        String field = "rEcEiVeD: from a\r\n\tby b\r\n";
        delivery.deliver(envelope, text(field.repeat(100) + "\r\nbody"));
        assertReason(
                Reason.LOOP_DETECTED,
                () -> delivery.deliver(envelope, text(field.repeat(101) + "\r\nbody")));
        // What is in the body, in another field or in a folded line is no trace.
        delivery.deliver(
                envelope,
                text(
                        "X-Received: a\r\n"
                                + " Received: a\r\n".repeat(200)
                                + "\r\n"
                                + field.repeat(200)));
        assertThat(stored("tevie")).hasSize(2);
    }

    @Test
    void aHeaderWithoutEndIsReadInPart() throws Exception {
        CountingContent endless = new CountingContent(64L * 1024 * 1024);
        TraceScan trace = TraceScan.of(endless);
        assertThat(trace.received()).isZero();
        assertThat(endless.read).isLessThan(2L * 1024 * 1024);
    }

    @Test
    void anEmptyMessageIsDelivered() throws Exception {
        delivery.deliver(envelope(to("tevie@cluster.example", tevie)), text(""));
        assertThat(stored("tevie")).hasSize(1);
    }

    @Test
    void aMessageThatCannotBeReadBackIsTemporary() {
        Content broken =
                new Content() {
                    @Override
                    public long size() {
                        return 10;
                    }

                    @Override
                    public InputStream open() throws IOException {
                        throw new IOException("gone");
                    }
                };
        Envelope envelope = envelope(to("tevie@cluster.example", tevie));
        assertReason(Reason.STORAGE_UNAVAILABLE, () -> delivery.deliver(envelope, broken));
        assertThat(delivery.deliverEach(envelope, broken))
                .hasOnlyElementsOfType(Outcome.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received: a\r\nX: y\r\n",
                "Received: a\r\n\r\nbody\r\n",
                "Received: a\nX: y\r\n",
                "Received: a\r X\r\n",
                "Received: a",
                "Received: a\r\n\r\n"
            })
    void nothingIsSmuggledInByTheReceivedField(String received) {
        Envelope envelope =
                new Envelope(
                        "s1",
                        "m1",
                        ReversePath.NULL,
                        List.of(to("tevie@cluster.example", tevie)),
                        received.getBytes(UTF_8));
        assertThat(catchThrowable(() -> delivery.deliver(envelope, text(MESSAGE))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(stored("tevie")).isEmpty();
    }

    @Test
    void oddLocalPartsAreQuoted() throws Exception {
        Destination odd =
                new Destination(
                        Address.of("a\"b: <x>", "cluster.example").orElseThrow(), List.of(tevie));
        delivery.deliver(envelope(odd), text(MESSAGE));
        assertThat(stored("tevie").getFirst())
                .contains("Delivered-To: \"a\\\"b: <x>\"@cluster.example\r\n");
    }

    private static Destination to(String address, Account... accounts) {
        return new Destination(Address.parse(address).orElseThrow(), List.of(accounts));
    }

    private static Envelope envelope(Destination... destinations) {
        ReversePath sender = new ReversePath.Sender(Address.parse("a@b.example").orElseThrow());
        return new Envelope("s1", "m1", sender, List.of(destinations), RECEIVED.getBytes(UTF_8));
    }

    private List<String> stored(String login) {
        List<String> texts = new ArrayList<>();
        store.messages(login).forEach(octets -> texts.add(new String(octets, UTF_8)));
        return texts;
    }

    private static void assertReason(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(MailException.class);
        assertThat(((MailException) thrown).reason()).isEqualTo(reason);
    }

    private static Content text(String text) {
        byte[] octets = text.getBytes(UTF_8);
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

    /** So many letters and no line end. */
    private static final class CountingContent implements Content {
        private final long size;
        private long read;

        CountingContent(long size) {
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                @Override
                public int read() {
                    return read++ < size ? 'x' : -1;
                }
            };
        }
    }
}

package mailstead.service.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.service.webhook.Receiver.Answer;
import mailstead.spi.AuditRecord;
import mailstead.spi.Webhook;
import mailstead.spi.Webhook.Standing;
import mailstead.spi.WebhookLedger;

/**
 * Tells webhooks what they want to hear. Shared.
 *
 * <p>A webhook is a position in the audit log, whose records were committed together with the
 * changes they tell of. Whoever holds a webhook's turn tells the next record that it wants; only
 * when the answer is 2xx the position moves, by a write that counts only while the turn is held and
 * the position is the one that was read. So nothing is left out, the order is the log's, and what
 * may happen is that something is told twice: when the answer was lost, or we were before writing
 * it down.
 */
public final class WebhookTeller {

    /** One attempt, from resolving a name to the answer. */
    public static final Duration ATTEMPT_WITHIN = Duration.ofSeconds(15);

    /** Longer than an attempt by what clocks of nodes may differ. */
    static final Duration HOLD = Duration.ofSeconds(45);

    /** Then others have their turn. */
    static final int TOLD_IN_A_TURN = 200;

    static final Duration GIVE_UP_AFTER = Duration.ofDays(5);

    private static final int DUE_MAX = 100;
    private static final int GONE = 410;
    private static final int ANSWER_CHARACTERS_MAX = 400;

    private final WebhookLedger ledger;
    private final Receiver receiver;
    private final String name;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final EventSink events;
    private final AtomicLong turns = new AtomicLong();
    private volatile boolean stopping;

    /**
     * @param name unique among all processes, 1 to 64 characters
     */
    public WebhookTeller(
            WebhookLedger ledger,
            Receiver receiver,
            String name,
            InstantSource clock,
            RandomGenerator random,
            EventSink events) {
        this.ledger = ledger;
        this.receiver = receiver;
        this.name = name;
        this.clock = clock;
        this.random = random;
        this.events = events;
    }

    /** Webhooks that should have their turn now. */
    public List<String> due() throws MailException {
        return ledger.due(clock.instant(), DUE_MAX);
    }

    /** What is told from now on is not written down as a failure; turns end. */
    public void stop() {
        stopping = true;
    }

    /**
     * Does a webhook's turn, if nobody else does. When the ledger fails, the turn ends by itself,
     * and what was told last may be told again.
     */
    public void tell(String webhookId) throws MailException {
        Turn turn = new Turn(name + " " + turns.incrementAndGet());
        Instant now = clock.instant();
        Optional<Webhook> taken = ledger.take(webhookId, turn.teller, now, HOLD);
        if (taken.isPresent()) {
            turn.heldUntil = now.plus(HOLD);
            turn.run(taken.get());
            ledger.release(webhookId, turn.teller);
        }
    }

    /** One turn of one webhook. */
    private final class Turn {

        private final String teller;
        private Instant heldUntil = Instant.EPOCH;

        Turn(String teller) {
            this.teller = teller;
        }

        void run(Webhook webhook) throws MailException {
            Optional<Webhook> next = Optional.of(webhook);
            for (int told = 0; told < TOLD_IN_A_TURN && next.isPresent() && isHeld(); told++) {
                next = step(next.get());
            }
        }

        /** Whether there is time for one more attempt before others may think that we are gone. */
        private boolean isHeld() {
            return !stopping && clock.instant().plus(ATTEMPT_WITHIN).isBefore(heldUntil);
        }

        /** Empty when there is nothing more to do. */
        private Optional<Webhook> step(Webhook webhook) throws MailException {
            Standing standing = webhook.standing();
            if (standing.isPingWanted()) {
                return ping(webhook);
            }
            if (!webhook.isEnabled() || standing.nextAttemptAt().isAfter(clock.instant())) {
                return Optional.empty();
            }
            WebhookLedger.Next next = ledger.next(webhook);
            if (next.record().isPresent()) {
                return tell(webhook, next.record().get());
            }
            return next.position() == standing.position()
                    ? Optional.empty()
                    : write(webhook, moved(standing, next.position()), true);
        }

        private Optional<Webhook> ping(Webhook webhook) throws MailException {
            Instant now = clock.instant();
            Answer answer = Telling.ping(webhook, now).to(webhook, receiver, now);
            Standing before = webhook.standing();
            return write(
                    webhook,
                    new Standing(
                            before.position(),
                            before.newest(),
                            before.failures(),
                            before.failingSince(),
                            before.nextAttemptAt(),
                            "ping: " + words(answer),
                            Optional.of(clock.instant()),
                            before.disabledWhy(),
                            false),
                    webhook.isEnabled());
        }

        private Optional<Webhook> tell(Webhook webhook, AuditRecord record) throws MailException {
            Instant now = clock.instant();
            Answer answer = Telling.of(record).to(webhook, receiver, now);
            return answer instanceof Answer.Status(int code, _) && code / 100 == 2
                    ? told(webhook, record, answer)
                    : failed(webhook, record, answer);
        }

        private Optional<Webhook> told(Webhook webhook, AuditRecord record, Answer answer)
                throws MailException {
            Standing before = webhook.standing();
            Instant now = clock.instant();
            Standing after =
                    new Standing(
                            record.number(),
                            before.newest(),
                            0,
                            Optional.empty(),
                            Instant.EPOCH,
                            words(answer),
                            Optional.of(now),
                            "",
                            before.isPingWanted());
            Optional<Webhook> written = write(webhook, after, true);
            if (written.isPresent() && before.failures() > 0) {
                events.emit(
                        new Event.WebhookRegained(
                                Event.PROCESS,
                                webhook.id(),
                                before.failures(),
                                Duration.between(before.failingSince().orElse(now), now)));
            }
            return written;
        }

        private Optional<Webhook> failed(Webhook webhook, AuditRecord record, Answer answer)
                throws MailException {
            if (stopping) {
                return Optional.empty();
            }
            Standing before = webhook.standing();
            Instant now = clock.instant();
            long failures = before.failures() + 1;
            Instant since = before.failingSince().orElse(now);
            String words = words(answer);
            Optional<String> why = whyDisabled(answer, since, now);
            Standing after =
                    new Standing(
                            before.position(),
                            before.newest(),
                            failures,
                            Optional.of(since),
                            now.plus(pause(answer, failures)),
                            words,
                            Optional.of(now),
                            why.orElse(""),
                            before.isPingWanted());
            if (write(webhook, after, why.isEmpty()).isPresent()) {
                if (why.isPresent()) {
                    events.emit(
                            new Event.WebhookDisabled(
                                    Event.PROCESS, webhook.id(), record.number(), why.get()));
                } else if (failures == 1) {
                    events.emit(
                            new Event.WebhookFailing(
                                    Event.PROCESS, webhook.id(), record.number(), words));
                }
            }
            return Optional.empty();
        }

        private Optional<Webhook> write(Webhook webhook, Standing after, boolean isEnabled)
                throws MailException {
            Instant now = clock.instant();
            if (!ledger.note(webhook, after, isEnabled, teller, now, HOLD)) {
                return Optional.empty();
            }
            heldUntil = now.plus(HOLD);
            return Optional.of(
                    new Webhook(
                            webhook.id(),
                            webhook.name(),
                            webhook.url(),
                            webhook.resources(),
                            webhook.actions(),
                            webhook.customers(),
                            webhook.secret(),
                            isEnabled,
                            webhook.createdAt(),
                            webhook.moveTo(),
                            after));
        }
    }

    private static Standing moved(Standing before, long position) {
        return new Standing(
                position,
                before.newest(),
                before.failures(),
                before.failingSince(),
                before.nextAttemptAt(),
                before.lastAnswer(),
                before.lastAnswerAt(),
                before.disabledWhy(),
                before.isPingWanted());
    }

    private Duration pause(Answer answer, long failures) {
        Duration usual = Backoff.after(failures, random);
        Duration asked =
                answer instanceof Answer.Status(_, var pause)
                        ? pause.orElse(Duration.ZERO)
                        : Duration.ZERO;
        Duration longer = asked.compareTo(usual) > 0 ? asked : usual;
        return longer.compareTo(Backoff.LONGEST) > 0 && longer.equals(asked)
                ? Backoff.LONGEST
                : longer;
    }

    private static Optional<String> whyDisabled(Answer answer, Instant since, Instant now) {
        if (answer instanceof Answer.Status(int code, _) && code == GONE) {
            return Optional.of("it answered 410: it wants to hear nothing any more");
        }
        return since.plus(GIVE_UP_AFTER).isAfter(now)
                ? Optional.empty()
                : Optional.of("it failed for " + GIVE_UP_AFTER.toDays() + " days");
    }

    /** For the operator; what strangers have a part in is made plain. */
    private static String words(Answer answer) {
        String words =
                switch (answer) {
                    case Answer.Status(int code, _) when code / 100 == 3 ->
                            code + ", and redirects are not followed";
                    case Answer.Status(int code, _) -> Integer.toString(code);
                    case Answer.None(String why) -> why;
                };
        String plain = words.replaceAll("[^ -~]", "?").strip();
        return plain.substring(0, Math.min(plain.length(), ANSWER_CHARACTERS_MAX));
    }
}

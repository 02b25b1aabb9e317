package mailstead.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.mail.Content;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.queue.Hold;
import mailstead.mail.queue.QueueId;
import mailstead.mail.queue.QueuedEnvelope;
import mailstead.mail.queue.QueuedMessage;
import mailstead.service.routing.DirectoryRecipients;
import mailstead.service.routing.Ownership;
import mailstead.service.routing.RoutingRules;
import mailstead.service.submission.Allowance;
import mailstead.service.submission.BrakeRules;
import mailstead.service.submission.SendingLimits;
import mailstead.service.submission.SpooledSubmissions;
import mailstead.service.submission.SubmissionRules;
import mailstead.spi.Spool;
import mailstead.testkit.InMemoryDirectory;
import mailstead.testkit.InMemoryMailStore;
import mailstead.wire.Networks;
import mailstead.wire.sasl.Mechanisms;

/**
 * Submission's services over a directory and a spool in memory: tevie (password milk), whose are
 * also dairy@ and with golde (password cheese) the list village@; and what was queued, to be looked
 * at.
 */
final class Outbox implements Spool {

    final FakeAccounts accounts = new FakeAccounts();
    final InMemoryDirectory directory = InMemoryDirectory.serving("cluster.example");
    final List<Queued> queued = new CopyOnWriteArrayList<>();
    volatile SubmissionSettings settings = SubmissionSettings.USUAL;
    volatile SubmissionRules rules = SubmissionRules.usual(House.HOST);
    volatile boolean isFull;

    Outbox() {
        accounts.add(
                directory.addUser(
                        "tevie", List.of(), "tevie@cluster.example", "milkman@cluster.example"),
                "milk");
        accounts.add(directory.addUser("golde", List.of(), "golde@cluster.example"), "cheese");
        directory.addAlias("dairy@cluster.example", "tevie@cluster.example");
        directory.addAlias(
                "village@cluster.example", "tevie@cluster.example", "golde@cluster.example");
    }

    record Queued(QueuedEnvelope envelope, String text, Optional<Hold> hold) {}

    SmtpServer.Services services(Overflow overflow, EventSink events, InstantSource clock) {
        RoutingRules routing =
                RoutingRules.defaults(Address.parse("golde@cluster.example").orElseThrow());
        SpooledSubmissions submissions =
                new SpooledSubmissions(
                        this,
                        new DirectoryRecipients(
                                directory, new InMemoryMailStore(), routing, events),
                        new Ownership(directory, routing),
                        rules,
                        events,
                        clock);
        return new SmtpServer.Services(
                new SmtpServer.Purpose.Sending(settings, accounts, submissions),
                overflow,
                new ContentMemory(ByteSize.ofMebibytes(16)),
                events,
                clock);
    }

    void takeClearPasswords() {
        settings =
                new SubmissionSettings(
                        new Mechanisms(settings.mechanisms().enabled(), false),
                        settings.trusted(),
                        settings.holdMax(),
                        settings.failedLoginsMax(),
                        settings.identityShown(),
                        settings.notices());
    }

    void trust(String networks) {
        settings =
                new SubmissionSettings(
                        settings.mechanisms(),
                        Networks.of(networks.split(" ")),
                        settings.holdMax(),
                        settings.failedLoginsMax(),
                        settings.identityShown(),
                        settings.notices());
    }

    void showAll() {
        settings =
                new SubmissionSettings(
                        settings.mechanisms(),
                        settings.trusted(),
                        Duration.ZERO,
                        settings.failedLoginsMax(),
                        true,
                        true);
    }

    void allow(String whose, long messages, long recipients) {
        Allowance allowance = new Allowance(messages, recipients, Duration.ofDays(1));
        SendingLimits old = rules.limits();
        setLimits(
                new SendingLimits(
                        whose.equals("account") ? allowance : old.account(),
                        whose.equals("customer") ? allowance : old.customer(),
                        whose.equals("network") ? allowance : old.network(),
                        old.rememberedMax()));
    }

    private void setLimits(SendingLimits limits) {
        rules =
                new SubmissionRules(
                        rules.host(), rules.scope(), rules.header(), limits, rules.brake());
    }

    void brakeAt(long floor) {
        rules =
                new SubmissionRules(
                        rules.host(),
                        rules.scope(),
                        rules.header(),
                        rules.limits(),
                        new BrakeRules(floor, 5, 100));
    }

    void setPolicy(SubmissionRules.SenderScope scope, SubmissionRules.HeaderPolicy header) {
        rules = new SubmissionRules(rules.host(), scope, header, rules.limits(), rules.brake());
    }

    @Override
    public QueueId add(QueuedEnvelope envelope, byte[] prefix, Content content, Optional<Hold> hold)
            throws MailException {
        checkRoom(content.size());
        try (InputStream in = content.open()) {
            byte[] octets = in.readAllBytes();
            if (octets.length != content.size()) {
                throw new AssertionError("size is not what it says");
            }
            String text =
                    new String(prefix, StandardCharsets.ISO_8859_1)
                            + new String(octets, StandardCharsets.ISO_8859_1);
            queued.add(new Queued(envelope, text, hold));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new QueueId(String.format(java.util.Locale.ROOT, "%026d", queued.size()));
    }

    @Override
    public void checkRoom(long octets) throws MailException {
        if (isFull) {
            throw new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "Disk is full");
        }
    }

    @Override
    public List<QueueId> add(List<Draft> drafts, Change change) {
        throw new IllegalStateException("not a session's business");
    }

    @Override
    public void note(Change change) {
        throw new IllegalStateException("not a session's business");
    }

    @Override
    public void remove(List<QueueId> ids) {
        throw new IllegalStateException("not a session's business");
    }

    @Override
    public void each(Consumer<QueuedMessage> seen) {
        throw new IllegalStateException("not a session's business");
    }

    @Override
    public Optional<QueuedMessage> find(QueueId id) {
        throw new IllegalStateException("not a session's business");
    }

    @Override
    public Content content(QueueId id) {
        throw new IllegalStateException("not a session's business");
    }
}

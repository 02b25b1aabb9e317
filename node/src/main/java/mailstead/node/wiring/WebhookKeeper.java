package mailstead.node.wiring;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import mailstead.admin.client.HttpReceiver;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Role;
import mailstead.service.webhook.WebhookTeller;
import mailstead.spi.Webhook;
import mailstead.spi.WebhookLedger;
import mailstead.wire.Networks;

/** Looks every second which webhooks there is something to tell, and has each told. Shared. */
final class WebhookKeeper implements AutoCloseable {

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** So many are told at a time; one that hangs holds up nobody but itself. */
    private static final int AT_ONCE = 16;

    /** In looks: that the directory is away is told at once, and then now and then. */
    private static final int TELL_EVERY = 600;

    private static final int NAME_OCTETS = 16;

    private static final Executor BACKGROUND =
            task -> Thread.ofVirtual().name("webhooks").start(task);

    private final WebhookTeller teller;
    private final HttpReceiver receiver;
    private final EventSink events;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Thread> telling = new ConcurrentHashMap<>();
    private final Thread thread;
    private int failures;

    private WebhookKeeper(
            NodeConfig config,
            LateDirectory directory,
            InstantSource clock,
            RandomGenerator random,
            EventSink events)
            throws IOException {
        this.events = events;
        this.receiver =
                new HttpReceiver(
                        Networks.parse(config.admin().webhookNetworks()),
                        OpenIdProvider.trusting(config.admin().webhookCa()),
                        WebhookTeller.ATTEMPT_WITHIN,
                        BACKGROUND);
        byte[] name = new byte[NAME_OCTETS];
        random.nextBytes(name);
        this.teller =
                new WebhookTeller(
                        new Ledger(directory),
                        receiver,
                        HexFormat.of().formatHex(name),
                        clock,
                        random,
                        events);
        this.thread = Thread.ofVirtual().name("webhooks").unstarted(this::run);
    }

    /**
     * On a node with the role admin whose directory is a database.
     *
     * @throws IOException if the certificates to be believed cannot be read
     */
    static Optional<WebhookKeeper> of(
            NodeConfig config,
            LateDirectory directory,
            InstantSource clock,
            RandomGenerator random,
            EventSink events)
            throws IOException {
        boolean isAdmin = !config.listeners().getOrDefault(Role.ADMIN, List.of()).isEmpty();
        boolean hasLedger =
                switch (config.directory()) {
                    case DirectoryConfig.Sqlite _, DirectoryConfig.Postgresql _ -> true;
                    case DirectoryConfig.Distributed _, DirectoryConfig.Ldap _ -> false;
                };
        return isAdmin && hasLedger
                ? Optional.of(new WebhookKeeper(config, directory, clock, random, events))
                : Optional.empty();
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            for (String webhookId : teller.due()) {
                if (telling.size() < AT_ONCE && !telling.containsKey(webhookId)) {
                    Thread turn =
                            Thread.ofVirtual().name("webhook").unstarted(() -> tell(webhookId));
                    telling.put(webhookId, turn);
                    turn.start();
                }
            }
            failures = 0;
        } catch (MailException away) {
            tell(away);
        }
    }

    private void tell(String webhookId) {
        try {
            teller.tell(webhookId);
        } catch (MailException _) {
            // The next look tells, if it lasts.
        } catch (RuntimeException bug) {
            events.emit(new Event.Bug(Event.PROCESS, "webhook", bug));
        } finally {
            telling.remove(webhookId);
        }
    }

    private void tell(MailException away) {
        if (failures++ % TELL_EVERY == 0) {
            events.emit(
                    new Event.Trouble(
                            Event.PROCESS,
                            Reason.DIRECTORY_UNAVAILABLE,
                            "webhooks cannot be told",
                            "look at the directory, and at the node's rights on webhook and audit;"
                                    + " nothing is lost meanwhile",
                            Optional.of(away)));
        }
    }

    /** What is being told may be told again by another. */
    @Override
    public void close() {
        closing.countDown();
        teller.stop();
        receiver.close();
        try {
            thread.join();
            for (Thread turn : telling.values()) {
                turn.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The directory's, as soon as it is open. */
    private record Ledger(LateDirectory directory) implements WebhookLedger {

        @Override
        public List<String> due(Instant now, int limit) throws MailException {
            return directory.webhooks().due(now, limit);
        }

        @Override
        public Optional<Webhook> take(
                String webhookId, String teller, Instant now, Duration holdFor)
                throws MailException {
            return directory.webhooks().take(webhookId, teller, now, holdFor);
        }

        @Override
        public Next next(Webhook webhook) throws MailException {
            return directory.webhooks().next(webhook);
        }

        @Override
        public boolean note(
                Webhook before,
                Webhook.Standing after,
                boolean isEnabled,
                String teller,
                Instant now,
                Duration holdFor)
                throws MailException {
            return directory.webhooks().note(before, after, isEnabled, teller, now, holdFor);
        }

        @Override
        public void release(String webhookId, String teller) throws MailException {
            directory.webhooks().release(webhookId, teller);
        }
    }
}

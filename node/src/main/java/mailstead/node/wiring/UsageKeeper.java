package mailstead.node.wiring;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.NodeConfig;
import mailstead.service.usage.UsageCount;

/**
 * Adds what the node's customers used to the directory's ledger, once a minute and at the end.
 * Shared.
 */
final class UsageKeeper implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMinutes(1);

    /** In minutes: that it does not work is told at once, and then now and then. */
    private static final int TELL_EVERY = 60;

    private final UsageCount count;
    private final EventSink events;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private int failures;
    private long lostTold;

    /**
     * @param node its name
     */
    private UsageKeeper(
            LateDirectory directory, String node, InstantSource clock, EventSink events) {
        this.events = events;
        this.count =
                new UsageCount(
                        events,
                        new LateLedger(directory),
                        clock,
                        node + " " + clock.instant() + " " + ProcessHandle.current().pid());
        this.thread = Thread.ofVirtual().name("usage").unstarted(this::run);
    }

    /** Where the directory is a database; others keep no ledger. */
    static Optional<UsageKeeper> of(
            NodeConfig config, LateDirectory directory, InstantSource clock, EventSink events) {
        return switch (config.directory()) {
            case DirectoryConfig.Sqlite _, DirectoryConfig.Postgresql _ ->
                    Optional.of(new UsageKeeper(directory, config.name(), clock, events));
            case DirectoryConfig.Distributed _, DirectoryConfig.Ldap _ -> Optional.empty();
        };
    }

    /** For all whose events tell what customers do. */
    EventSink events() {
        return count;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                add();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        add();
    }

    private void add() {
        try {
            count.add();
            failures = 0;
        } catch (MailException failure) {
            if (failures++ % TELL_EVERY == 0) {
                tell("what customers use cannot be recorded", Optional.of(failure));
            }
        }
        long lost = count.lost();
        if (lost > lostTold) {
            tell(
                    "what customers used was not counted " + (lost - lostTold) + " times",
                    Optional.empty());
            lostTold = lost;
        }
    }

    private void tell(String what, Optional<Throwable> cause) {
        events.emit(
                new Event.Trouble(
                        Event.PROCESS,
                        Reason.DIRECTORY_UNAVAILABLE,
                        what,
                        "look at the directory, and at the node's rights on customer_usage and usage_source;"
                                + " counting goes on meanwhile",
                        cause));
    }

    /** Adds what is left; waits for as long as the directory may keep a call waiting. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

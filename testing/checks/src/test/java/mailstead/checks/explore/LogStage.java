package mailstead.checks.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import mailstead.fs.FileSystem;
import mailstead.fs.log.Appended;
import mailstead.fs.log.Birth;
import mailstead.fs.log.LogPolicy;
import mailstead.fs.log.LostLog;
import mailstead.fs.log.SharedLog;
import mailstead.fs.log.UnknownOutcome;
import mailstead.fs.log.View;
import mailstead.testkit.explore.Stage;
import mailstead.testkit.log.Ledger;
import mailstead.testkit.log.LedgerCodec;

/**
 * Actors on one shared log, what they were told, and what must therefore be true. Confined to one
 * run.
 */
final class LogStage {

    static final String FOLDER = "/v/log";

    /** A snapshot whenever somebody thinks of it, and nothing is kept for comfort. */
    static final LogPolicy HASTY =
            new LogPolicy(
                    1 << 20,
                    1,
                    1,
                    64,
                    0,
                    Duration.ZERO,
                    1000,
                    1000,
                    8,
                    8,
                    1000,
                    Duration.ofSeconds(60));

    /** Forgets who wrote what, and collects a file at a time. */
    static final LogPolicy FORGETFUL =
            new LogPolicy(
                    1 << 20,
                    1,
                    1,
                    1,
                    0,
                    Duration.ZERO,
                    1,
                    1000,
                    8,
                    8,
                    1000,
                    Duration.ofSeconds(60));

    /** The append returned. */
    private record Acknowledged(String actor, String text, long number) {}

    /** An actor has put an entry to its place. */
    private record Linked(String actor) {}

    /** It failed for certain. */
    private record Refused(String text) {}

    /** Nobody knows. */
    private record Doubtful(String text) {}

    /** A lost log is being made anew: what was acknowledged before may be missing. */
    private record Salvaged() {}

    /** Somebody's view. */
    private record Seen(String actor, int generation, long number, List<Ledger.Line> lines) {}

    private final Stage stage;
    private final Function<FileSystem, ForwardingFileSystem> rules;
    private final LogPolicy policy;
    private final boolean mayFail;
    private boolean isDamaged;

    /**
     * @param rules what stands between the actors and their files
     * @param mayFail whether calls may fail though nothing is ill: only what was told counts
     */
    LogStage(
            Stage stage,
            LogPolicy policy,
            Function<FileSystem, ForwardingFileSystem> rules,
            boolean mayFail) {
        this.stage = stage;
        this.policy = policy;
        this.mayFail = mayFail;
        this.rules = rules;
        stage.always(this::check);
    }

    private static SharedLog<Ledger> open(
            FileSystem files, String who, LogPolicy policy, Birth<Ledger> birth) {
        SplittableRandom random = new SplittableRandom(who.hashCode());
        return new SharedLog<>(files, FOLDER, new LedgerCodec(), birth, random::nextLong, policy);
    }

    private SharedLog<Ledger> open(FileSystem files, String who) {
        return open(files, who, policy, this::salvage);
    }

    private Ledger salvage(Optional<Ledger> salvaged) {
        salvaged.ifPresent(_ -> stage.record(new Salvaged()));
        return salvaged.orElse(Ledger.EMPTY);
    }

    private static Appended<Ledger> append(SharedLog<Ledger> log, String text) throws IOException {
        return log.append(_ -> Optional.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Entries of before, with snapshots and collections. */
    static void prepare(FileSystem files, int entries) throws IOException {
        SharedLog<Ledger> log = open(files, "before", HASTY, _ -> Ledger.EMPTY);
        log.refresh();
        for (int i = 1; i <= entries; i++) {
            append(log, "before" + i);
            log.upkeep();
        }
    }

    /** Has a view already, and appends. */
    void writer(String name, String... texts) {
        warm(name, (log, _) -> appendAll(log, name, texts));
    }

    /** Has seen nothing yet, and appends. */
    void newWriter(String name, String... texts) {
        stage.actor(
                name,
                files -> tolerant(() -> appendAll(open(through(files, name), name), name, texts)));
    }

    /** Has a view already, appends, and keeps the log up after each. */
    void busyWriter(String name, String... texts) {
        warm(
                name,
                (log, files) -> {
                    for (String text : texts) {
                        appendAll(log, name, text);
                        keepUp(log, files);
                    }
                });
    }

    /** As a busy writer, but has appended one text before the schedule begins. */
    void earlyWriter(String name, String early, String... texts) {
        stage.warmActor(
                name,
                files -> {
                    ForwardingFileSystem seen = through(files, name);
                    SharedLog<Ledger> log = open(seen, name);
                    appendAll(log, name, early);
                    stage.begin();
                    tolerant(() -> {
                        for (String text : texts) {
                            appendAll(log, name, text);
                            keepUp(log, seen);
                        }
                    });
                });
    }

    /** As a busy writer, on a host with others. */
    void busyWriterOn(String host, String name, String... texts) {
        warm(
                host,
                name,
                (log, files) -> {
                    for (String text : texts) {
                        appendAll(log, name, text);
                        keepUp(log, files);
                    }
                });
    }

    /** Somebody removes what no snapshot replaces, before the schedule begins. */
    void damager(String name, String... removed) {
        isDamaged = true;
        stage.warmActor(
                name,
                files -> {
                    FileSystem.Entry identity = files.list(FOLDER + "/g1").getFirst();
                    for (String file : removed) {
                        files.unlink(FOLDER + "/g1/" + identity.name() + "/" + file);
                    }
                });
    }

    /** Finds the log lost, gives it up and appends to the next. */
    void heir(String name, String text) {
        stage.actor(
                name,
                files -> {
                    SharedLog<Ledger> log = open(through(files, name), name);
                    try {
                        log.refresh();
                    } catch (LostLog lost) {
                        log.recreate(lost);
                    }
                    appendAll(log, name, text);
                });
    }

    /** Makes a snapshot and collects, so many times. */
    void keeper(String name, int rounds) {
        warm(
                name,
                (log, files) -> {
                    for (int i = 0; i < rounds; i++) {
                        log.refresh();
                        keepUp(log, files);
                    }
                });
    }

    /** Makes a snapshot of the view that it has, and collects. */
    void oneKeeping(String name) {
        warm(name, LogStage::keepUp);
    }

    private static void keepUp(SharedLog<Ledger> log, ForwardingFileSystem files) {
        try {
            files.beginUpkeep();
            log.upkeep();
            files.endUpkeep();
        } catch (IOException _) {
            // Two at once are in each other's way; the next one does what is left.
        }
    }

    /** Has a view already, and asks for the newest so many times. */
    void reader(String name, int rounds) {
        warm(
                name,
                (log, files) -> {
                    for (int i = 0; i < rounds; i++) {
                        List<Acknowledged> before = stage.records(Acknowledged.class);
                        stage.saw(before.size());
                        View<Ledger> view = log.refresh();
                        assertThat(view.state().texts())
                                .as("what %s reads", name)
                                .containsAll(before.stream().map(Acknowledged::text).toList());
                        seen(name, view);
                    }
                });
    }

    /** Appends, and finds out what became of it if need be. */
    void settler(String name, String text) {
        warm(
                name,
                (log, files) -> {
                    try {
                        acknowledged(name, text, append(log, text));
                    } catch (UnknownOutcome doubt) {
                        stage.record(new Doubtful(text));
                        switch (log.settle(doubt)) {
                            case COUNTS -> stage.record(new Acknowledged(name, text, 0));
                            case NEVER -> stage.record(new Refused(text));
                            case FORGOTTEN -> {}
                        }
                    }
                });
    }

    private interface Work {
        void run(SharedLog<Ledger> log, ForwardingFileSystem files) throws IOException;
    }

    private void warm(String name, Work work) {
        warm(name, name, work);
    }

    private void warm(String host, String name, Work work) {
        stage.warmActor(
                host,
                name,
                files -> {
                    ForwardingFileSystem seen = through(files, name);
                    SharedLog<Ledger> log = open(seen, name);
                    log.refresh();
                    stage.begin();
                    tolerant(() -> work.run(log, seen));
                });
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void tolerant(Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (LostLog e) {
            assertThat(isDamaged || mayFail).as("a log that is well is lost: %s", e).isTrue();
        } catch (IOException e) {
            if (!mayFail) {
                throw e;
            }
        }
    }

    private void appendAll(SharedLog<Ledger> log, String name, String... texts) throws IOException {
        for (String text : texts) {
            try {
                acknowledged(name, text, append(log, text));
            } catch (UnknownOutcome e) {
                stage.record(new Doubtful(text));
                throw e;
            } catch (IOException e) {
                stage.record(new Refused(text));
                throw e;
            }
        }
    }

    private void acknowledged(String actor, String text, Appended<Ledger> appended) {
        Ledger state = appended.view().state();
        long number =
                state.lines().stream()
                        .filter(line -> line.text().equals(text))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + text + " in " + state))
                        .number();
        stage.record(new Acknowledged(actor, text, number));
    }

    private void seen(String actor, View<Ledger> view) {
        Seen now = new Seen(actor, view.generation(), view.number(), view.state().lines());
        for (Seen before : stage.records(Seen.class)) {
            if (before.actor.equals(actor)) {
                assertThat(now.number)
                        .as("%s goes back", actor)
                        .isGreaterThanOrEqualTo(before.number);
                assertThat(now.lines).as("what %s sees", actor).startsWith(all(before.lines));
            }
        }
        stage.record(now);
    }

    /** What anybody sees who comes now. */
    private void check(FileSystem newcomer) throws IOException {
        if (stage.records().isEmpty()) {
            return;
        }
        Ledger state;
        try {
            state = open(newcomer, "newcomer", policy, _ -> Ledger.EMPTY).refresh().state();
        } catch (LostLog e) {
            assertThat(isDamaged).as("the log is lost: %s", e.getMessage()).isTrue();
            return;
        }
        List<String> texts = state.texts();
        assertThat(state.isWithoutRepetition()).as("%s has nothing twice", state).isTrue();
        for (Acknowledged acknowledged : acknowledged()) {
            assertThat(texts).as("acknowledged").contains(acknowledged.text);
            if (acknowledged.number > 0) {
                assertThat(state.lines())
                        .contains(new Ledger.Line(acknowledged.number, acknowledged.text));
            }
        }
        List<Refused> refused = stage.records(Refused.class);
        assertThat(refused.stream().map(Refused::text)).as("refused").noneMatch(texts::contains);
        for (Seen seen : stage.records(Seen.class)) {
            assertThat(state.lines()).as("what %s saw", seen.actor).startsWith(all(seen.lines));
        }
    }

    /** What must be there: all that was linked since a log was lost. */
    private List<Acknowledged> acknowledged() {
        List<Object> records = stage.records();
        int salvaged = records.lastIndexOf(new Salvaged());
        List<Acknowledged> due = new ArrayList<>();
        for (int i = salvaged + 1; i < records.size(); i++) {
            if (records.get(i) instanceof Acknowledged acknowledged
                    && (salvaged < 0
                            || records.subList(0, i).lastIndexOf(new Linked(acknowledged.actor))
                                    > salvaged)) {
                due.add(acknowledged);
            }
        }
        return due;
    }

    /** Notes down in a damaged log when an entry gets its place. */
    private FileSystem noting(FileSystem files, String actor) {
        return new ForwardingFileSystem(files) {
            @Override
            public void link(String existing, String added) throws IOException {
                try {
                    super.link(existing, added);
                } finally {
                    if (isDamaged) {
                        stage.record(new Linked(actor));
                    }
                }
            }
        };
    }

    private ForwardingFileSystem through(FileSystem files, String actor) {
        return rules.apply(noting(files, actor));
    }

    private static Ledger.Line[] all(List<Ledger.Line> lines) {
        return lines.toArray(Ledger.Line[]::new);
    }
}

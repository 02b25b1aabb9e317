package mailstead.checks.explore;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mailstead.fs.FileSystem;
import mailstead.fs.log.LogPolicy;
import mailstead.testkit.explore.Scenario;
import mailstead.testkit.explore.Stage;
import mailstead.testkit.nfs.Mount;
import mailstead.testkit.nfs.SimulatedNfs;

/**
 * A log with some history, and actors on it.
 *
 * @param entries there already; 0 for a log that is not there yet
 * @param without a rule that is switched off
 */
record LogScenario(
        String name,
        Mount mount,
        int entries,
        LogPolicy policy,
        Optional<Rule> without,
        Consumer<LogStage> cast)
        implements Scenario {

    static LogScenario of(String name, int entries, Consumer<LogStage> cast) {
        return new LogScenario(
                name, Mount.NFS4_POSITIVE, entries, LogStage.HASTY, Optional.empty(), cast);
    }

    LogScenario on(Mount another) {
        return new LogScenario(name, another, entries, policy, without, cast);
    }

    LogScenario by(LogPolicy another) {
        return new LogScenario(name, mount, entries, another, without, cast);
    }

    LogScenario without(Rule rule) {
        return new LogScenario(name, mount, entries, policy, Optional.of(rule), cast);
    }

    @Override
    public void prepare(SimulatedNfs server) throws IOException {
        FileSystem files = server.newcomer();
        files.mkdir("/v", 0700);
        files.syncFolder("/");
        if (entries > 0) {
            LogStage.prepare(files, entries);
        }
    }

    @Override
    public void play(Stage stage) {
        cast.accept(
                new LogStage(
                        stage,
                        policy,
                        files ->
                                without.map(rule -> Without.rule(rule, files))
                                        .orElseGet(() -> new ForwardingFileSystem(files)),
                        without.isPresent()));
    }

    @Override
    public String toString() {
        return name + " on " + mount;
    }

    static LogScenario named(String name) {
        return all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    /** Those that every change of the log must pass. */
    static List<LogScenario> all() {
        return List.of(
                of(
                        "race",
                        2,
                        stage -> {
                            stage.writer("A", "a");
                            stage.writer("B", "b");
                        }),
                of(
                        "collection",
                        2,
                        stage -> {
                            stage.writer("A", "a");
                            stage.busyWriter("B", "b", "bb", "bbb");
                        }),
                of(
                        "birth",
                        0,
                        stage -> {
                            stage.newWriter("A", "a");
                            stage.newWriter("B", "b");
                        }),
                of(
                        "reading",
                        2,
                        stage -> {
                            stage.reader("R", 2);
                            stage.busyWriter("B", "b", "bb", "bbb");
                        }),
                of(
                        "doubt",
                        2,
                        stage -> {
                            stage.settler("A", "a");
                            stage.writer("B", "b", "bb");
                        }),
                of(
                        "sleepers",
                        2,
                        stage -> {
                            stage.writer("A", "a");
                            stage.writer("C", "c");
                            stage.busyWriter("B", "b", "bb", "bbb");
                        }),
                of(
                        "readerAndSleeper",
                        2,
                        stage -> {
                            stage.reader("R", 1);
                            stage.writer("A", "a");
                            stage.earlyWriter("B", "b", "bb", "bbb");
                        }),
                of(
                        "keepers",
                        2,
                        stage -> {
                            stage.keeper("C", 1);
                            stage.busyWriter("B", "b", "bb", "bbb");
                        }),
                of(
                        "views",
                        2,
                        stage -> {
                            stage.writer("C", "c");
                            stage.earlyWriter("B", "b", "bb", "bbb", "bbbb");
                            stage.writer("A", "a");
                        }),
                of(
                        "lateSnapshot",
                        2,
                        stage -> {
                            stage.writer("D", "d");
                            stage.earlyWriter("B", "b", "bb", "bbb", "bbbb");
                            stage.oneKeeping("C");
                            stage.writer("A", "a");
                        }),
                of(
                                "forgetful",
                                2,
                                stage -> {
                                    stage.settler("A", "a");
                                    stage.busyWriter("B", "b", "bb", "bbb");
                                })
                        .by(LogStage.FORGETFUL),
                of(
                        "oneHost",
                        2,
                        stage -> {
                            stage.busyWriterOn("H", "A", "a");
                            stage.busyWriterOn("H", "B", "b", "bb");
                        }),
                of(
                        "lost",
                        2,
                        stage -> {
                            stage.writer("A", "a", "aa");
                            stage.heir("L", "l");
                            stage.damager("X", "s000000000000003", "e000000000000003");
                        }),
                of(
                        "heirs",
                        2,
                        stage -> {
                            stage.heir("L", "l");
                            stage.heir("M", "m");
                            stage.damager("X", "s000000000000003", "s000000000000002");
                        }),
                of(
                        "three",
                        2,
                        stage -> {
                            stage.writer("A", "a");
                            stage.writer("B", "b");
                            stage.keeper("C", 2);
                        }));
    }
}

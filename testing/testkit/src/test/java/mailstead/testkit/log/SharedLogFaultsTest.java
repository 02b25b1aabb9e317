package mailstead.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fails every call of one host, one run after the other, while another host works on the same log.
 */
class SharedLogFaultsTest {

    /** More than the script makes. */
    private static final int CALLS_MAX = 2000;

    enum How {
        NOT_DONE,
        DONE_ALL_THE_SAME
    }

    private MemoryFileSystem memory = new MemoryFileSystem();
    private FaultyFileSystem files = new FaultyFileSystem(memory);
    private History history = new History();

    private void begin() throws IOException {
        memory = new MemoryFileSystem();
        memory.mkdir(Host.TOP, 0700);
        memory.syncFolder("/");
        files = new FaultyFileSystem(memory);
        history = new History();
    }

    /** Fails the calls from one to another. */
    private record Failing(int from, int to, How how, Errno errno) implements Fault {

        @Override
        public void before(Call call) throws IOException {
            fail(call, How.NOT_DONE);
        }

        @Override
        public void after(Call call) throws IOException {
            fail(call, How.DONE_ALL_THE_SAME);
        }

        private void fail(Call call, How when) throws IOException {
            if (how == when && call.number() >= from && call.number() <= to) {
                throw new FileFailure(call.name(), call.path(), errno);
            }
        }
    }

    /** A birth, races won and lost, snapshots, collections, late readers. */
    private Host play(long seed) {
        Host ill = new Host(files, seed);
        Host well = new Host(memory, seed + 1);
        int line = 0;
        for (int round = 0; round < 6; round++) {
            history.append(ill, "ill " + line++);
            if (round % 3 != 1) {
                history.append(well, "well " + line++);
            }
            history.append(ill, "ill " + line++);
            history.read(ill);
            keepUp(ill);
            if (round > 2) {
                history.append(well, "well " + line++);
                keepUp(well);
            }
        }
        history.read(ill);
        return ill;
    }

    private static void keepUp(Host host) {
        try {
            host.keepUp();
        } catch (IOException _) {
            // The next one will do.
        }
    }

    private int callsOfAGoodRun() throws IOException {
        begin();
        play(7);
        history.check(new Host(memory, 99));
        assertThat(history.count()).isEqualTo(19);
        int calls = files.calls().size();
        assertThat(calls).isBetween(100, CALLS_MAX);
        return calls;
    }

    static List<Failing> shapes() {
        return List.of(
                new Failing(0, 0, How.NOT_DONE, Errno.EIO),
                new Failing(0, 0, How.DONE_ALL_THE_SAME, Errno.EIO),
                new Failing(0, 0, How.NOT_DONE, Errno.ESTALE),
                new Failing(0, 0, How.NOT_DONE, Errno.ENOSPC),
                new Failing(0, 4, How.DONE_ALL_THE_SAME, Errno.EIO),
                new Failing(0, 30, How.NOT_DONE, Errno.EIO),
                new Failing(0, 30, How.DONE_ALL_THE_SAME, Errno.EIO));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anyCallsMayFail(Failing shape) throws IOException {
        int calls = callsOfAGoodRun();
        int unknown = 0;
        for (int from = 1; from <= calls; from++) {
            begin();
            int to = from + shape.to();
            files.set(new Failing(from, to, shape.how(), shape.errno()));
            Host ill = play(7);
            files.set(Fault.NONE);
            history.check(new Host(memory, 99));
            unknown += history.firstUnknown().isPresent() ? 1 : 0;
            history.settle(ill, "ill");
            history.append(ill, "again");
            history.check(ill);
            history.check(new Host(memory, 98));
        }
        // One failure is found out about; only longer ones leave doubts.
        assertThat(unknown > 0).isEqualTo(shape.to() > 0);
    }

    @ParameterizedTest
    @EnumSource
    void aHostMayDieInAnyCall(How how) throws IOException {
        int calls = callsOfAGoodRun();
        for (int from = 1; from <= calls; from++) {
            begin();
            files.set(new Failing(from, Integer.MAX_VALUE, how, Errno.EIO));
            play(7);
            Host next = new Host(memory, 99);
            history.check(next);
            for (int i = 0; i < 8; i++) {
                history.append(next, "next " + i);
                next.keepUp();
            }
            history.check(new Host(memory, 98));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void powerMayFailInAnyCall(boolean keepNames) throws IOException {
        int calls = callsOfAGoodRun();
        for (int from = 1; from <= calls; from++) {
            begin();
            files.set(new Failing(from, Integer.MAX_VALUE, How.NOT_DONE, Errno.EIO));
            play(7);
            memory.crash(keepNames);
            Host next = new Host(memory, 99);
            history.check(next);
            history.append(next, "next");
            history.check(new Host(memory, 98));
        }
    }
}

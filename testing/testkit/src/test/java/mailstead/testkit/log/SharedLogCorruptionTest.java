package mailstead.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.log.LostLog;
import mailstead.fs.log.View;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damages every file of a log in every way, one after the other. */
class SharedLogCorruptionTest {

    private MemoryFileSystem memory = new MemoryFileSystem();
    private final List<String> all = new ArrayList<>();
    private String folder = "";
    private Host old = new Host(memory, 1);
    private Map<String, byte[]> whole = new TreeMap<>();

    /** Two snapshots beyond the genesis, entries before, between and after them. */
    @BeforeEach
    void begin() throws IOException {
        memory = new MemoryFileSystem();
        memory.mkdir(Host.TOP, 0700);
        old = new Host(memory, 1);
        all.clear();
        for (int i = 0; i < 11; i++) {
            all.add("line " + i);
            old.append("line " + i);
            old.keepUp();
        }
        String generation = Host.FOLDER + "/g1";
        folder = generation + "/" + memory.list(generation).getFirst().name();
        whole = contents();
        assertThat(whole.keySet()).filteredOn(name -> name.startsWith("s")).hasSize(2);
        assertThat(whole.keySet()).filteredOn(name -> name.startsWith("e")).hasSize(6);
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (FileSystem.Entry entry : memory.list(folder)) {
            try (FileSystem.File file = memory.open(folder + "/" + entry.name())) {
                byte[] buffer = new byte[10_000];
                int count = file.read(buffer, 0, buffer.length);
                contents.put(entry.name(), Arrays.copyOf(buffer, Math.max(0, count)));
            }
        }
        return contents;
    }

    private void replace(String name, byte[] content) throws IOException {
        memory.unlink(folder + "/" + name);
        try (FileSystem.File file = memory.create(folder + "/" + name, 0600)) {
            file.write(content, 0, content.length);
            file.sync();
        }
    }

    /** All of the log, or nothing; never a part of it, never something else. */
    private boolean isReadWholly() throws IOException {
        try {
            assertThat(new Host(memory, 2).read().texts()).isEqualTo(all);
            return true;
        } catch (LostLog _) {
            return false;
        }
    }

    private static boolean isNeeded(String name) {
        // The witness of the last entry is only a help, the snapshot before the newest a reserve.
        return !name.startsWith("w");
    }

    @Test
    void noFlippedBitGoesUnnoticed() throws IOException {
        String newest = newest("s");
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            for (int i = 0; i < file.getValue().length; i++) {
                byte[] damaged = file.getValue().clone();
                damaged[i] ^= (byte) (1 << (i % 8));
                replace(file.getKey(), damaged);
                boolean isAfterSnapshot =
                        file.getKey().startsWith("e")
                                && file.getKey().substring(1).compareTo(newest.substring(1)) > 0;
                assertThat(isReadWholly())
                        .as("%s with octet %s", file.getKey(), i)
                        .isEqualTo(!isAfterSnapshot);
            }
            replace(file.getKey(), file.getValue());
        }
        assertThat(isReadWholly()).isTrue();
    }

    private String newest(String kind) {
        return whole.keySet().stream()
                .filter(name -> name.startsWith(kind))
                .reduce("", (_, b) -> b);
    }

    @Test
    void noTruncationGoesUnnoticed() throws IOException {
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            for (int length = 0; length < file.getValue().length; length++) {
                replace(file.getKey(), Arrays.copyOf(file.getValue(), length));
                boolean isReserve = file.getKey().startsWith("s") || isOld(file.getKey());
                assertThat(isReadWholly())
                        .as("%s with %s octets", file.getKey(), length)
                        .isEqualTo(isReserve || !isNeeded(file.getKey()));
            }
            replace(file.getKey(), file.getValue());
        }
    }

    /** An entry that the newest snapshot makes superfluous. */
    private boolean isOld(String name) {
        return name.startsWith("e") && name.substring(1).compareTo(newest("s").substring(1)) <= 0;
    }

    @Test
    void bothSnapshotsGoneIsALostLog() throws IOException {
        for (String name : whole.keySet()) {
            if (name.startsWith("s")) {
                replace(name, new byte[10]);
            }
        }
        assertThat(isReadWholly()).isFalse();
    }

    @Test
    void aNewestSnapshotThatCannotBeReadIsReplacedByTheNextOne() throws IOException {
        replace(newest("s"), new byte[10]);
        Host b = new Host(memory, 2);
        for (int i = 0; i < 8; i++) {
            all.add("more " + i);
            b.append("more " + i);
            b.keepUp();
        }
        assertThat(isReadWholly()).isTrue();
        assertThat(old.read().texts()).isEqualTo(all);
    }

    @Test
    void anyMissingFileIsNoticedOrNotNeeded() throws IOException {
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            if (file.getKey().equals(newest("e"))) {
                continue;
            }
            memory.unlink(folder + "/" + file.getKey());
            isReadWholly();
            memory.create(folder + "/" + file.getKey(), 0600).close();
            replace(file.getKey(), file.getValue());
        }
        assertThat(isReadWholly()).isTrue();
    }

    /** The end of a log leaves no trace but in those who have seen it. */
    @Test
    void aMissingEndIsNoticedByThoseWhoHaveSeenIt() throws IOException {
        memory.unlink(folder + "/" + newest("e"));
        Host fresh = new Host(memory, 2);
        assertThat(fresh.read().texts()).isEqualTo(all.subList(0, 10));
        assertThatThrownBy(old::read).isInstanceOf(LostLog.class);
    }

    private void damageTheLastEntryButOne() throws IOException {
        List<String> entries =
                whole.keySet().stream().filter(name -> name.startsWith("e")).toList();
        replace(entries.get(entries.size() - 2), new byte[3]);
    }

    private static LostLog lost(Host host) {
        try {
            throw new AssertionError("read " + host.read());
        } catch (LostLog e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLostLogIsMadeAnewOnceAndTheOldOneIsClosed() throws IOException {
        damageTheLastEntryButOne();
        Host b = new Host(memory, 2);
        Host c = new Host(memory, 3);
        LostLog lostForB = lost(b);
        LostLog lostForC = lost(c);
        assertThat(lostForB.generation()).isEqualTo(1);
        View<Ledger> made = b.log.recreate(lostForB);
        assertThat(made.generation()).isEqualTo(2);
        assertThat(made.number()).isGreaterThan(12);
        assertThat(made.state().texts()).isEqualTo(all.subList(0, 9));
        assertThat(c.log.recreate(lostForC)).isEqualTo(made);
        b.append("new");

        // One who has noticed nothing.
        Ledger later = old.append("late").view().state();
        assertThat(later.texts()).endsWith("new", "late").hasSize(11);
        assertThat(new Host(memory, 4).read().texts()).isEqualTo(later.texts());
        assertThat(memory.list(folder)).hasSize(whole.size() + 1);
    }

    @Test
    void aReplacementMayDieInAnyCall() throws IOException {
        for (int from = 1; ; from++) {
            begin();
            damageTheLastEntryButOne();
            FaultyFileSystem files = new FaultyFileSystem(memory);
            Host dying = new Host(files, 5);
            LostLog lost = lost(dying);
            int last = from;
            files.set(
                    new FaultyFileSystem.Fault() {
                        @Override
                        public void before(FaultyFileSystem.Call call) throws IOException {
                            if (call.number() >= last) {
                                throw new FileFailure(call.name(), call.path(), Errno.EIO);
                            }
                        }
                    });
            boolean isMade;
            try {
                dying.log.recreate(lost);
                isMade = true;
            } catch (IOException _) {
                isMade = false;
            }
            String late = "late";
            boolean isOnNew;
            try {
                isOnNew = old.append(late).view().generation() > 1;
            } catch (LostLog _) {
                isOnNew = false;
            }
            Host next = new Host(memory, 6);
            Ledger state;
            try {
                state = next.read();
            } catch (LostLog e) {
                state = next.log.recreate(e).state();
            }
            assertThat(state.texts()).startsWith(all.subList(0, 9).toArray(new String[0]));
            assertThat(state.texts().contains(late)).isEqualTo(isOnNew);
            Ledger after = old.append("very late").view().state();
            assertThat(next.read().texts()).isEqualTo(after.texts()).contains("very late");
            if (isMade) {
                assertThat(from).isGreaterThan(20);
                return;
            }
        }
    }

    @Test
    void aDeletedLogIsNoticedByThoseWhoKnewItAndBornAnewByOthers() throws IOException {
        deleteAll();
        assertThatThrownBy(old::read).isInstanceOf(LostLog.class);
        assertThatThrownBy(() -> old.append("x")).isInstanceOf(LostLog.class);
        Host b = new Host(memory, 2);
        b.append("new");
        assertThatThrownBy(old::read).isInstanceOf(LostLog.class);
        assertThatThrownBy(() -> old.append("x")).isInstanceOf(LostLog.class);
        assertThat(old.log.recreate(lost(old)).state().texts()).containsExactly("new");
        old.append("more");
        assertThat(b.read().texts()).containsExactly("new", "more");
    }

    @Test
    void aDeletedLogComesBackFromWhoRemembersIt() throws IOException {
        deleteAll();
        View<Ledger> made = old.log.recreate(lost(old));
        assertThat(made.state().texts()).isEqualTo(all);
        assertThat(made.number()).isGreaterThan(12);
        assertThat(isReadWholly()).isTrue();
    }

    private void deleteAll() throws IOException {
        for (FileSystem.Entry entry : memory.list(folder)) {
            memory.unlink(folder + "/" + entry.name());
        }
        memory.rmdir(folder);
        memory.rmdir(Host.FOLDER + "/g1");
        memory.rmdir(Host.FOLDER);
    }

    @Test
    void aLogThatWasSetBackIsNoticedByThoseWhoKnewMore() throws IOException {
        for (int i = 0; i < 9; i++) {
            old.append("after the backup " + i);
            old.keepUp();
        }
        for (FileSystem.Entry entry : memory.list(folder)) {
            memory.unlink(folder + "/" + entry.name());
        }
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            memory.create(folder + "/" + file.getKey(), 0600).close();
            replace(file.getKey(), file.getValue());
        }
        assertThat(isReadWholly()).isTrue();
        assertThatThrownBy(old::read).isInstanceOf(LostLog.class);
        assertThat(old.log.recreate(lost(old)).state().texts()).isEqualTo(all);
        assertThat(old.append("again").view().generation()).isEqualTo(1);
    }

    @Test
    void aFileOfANewerReleaseIsNoLoss() throws IOException {
        String name = newest("e");
        ByteBuffer newer = ByteBuffer.wrap(whole.getOrDefault(name, new byte[0]).clone());
        newer.putInt(4, 2);
        CRC32C sum = new CRC32C();
        sum.update(newer.duplicate().limit(8));
        newer.putInt(8, (int) sum.getValue());
        replace(name, newer.array());
        assertThatThrownBy(() -> new Host(memory, 2).read())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(LostLog.class)
                .hasMessageContaining("newer release");
    }

    @Test
    void aFileThatCannotBeOpenedIsNoLoss() throws IOException {
        FaultyFileSystem files = new FaultyFileSystem(memory);
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void before(FaultyFileSystem.Call call) throws IOException {
                        if (call.name().equals("open")) {
                            throw new FileFailure("open", call.path(), Errno.ENOENT);
                        }
                    }
                });
        assertThatThrownBy(() -> new Host(files, 2).read())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(LostLog.class);
    }
}

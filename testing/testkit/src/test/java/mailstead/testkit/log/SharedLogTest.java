package mailstead.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.fs.log.Appended;
import mailstead.fs.log.Passage;
import mailstead.fs.log.View;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedLogTest {

    private final MemoryFileSystem memory = new MemoryFileSystem();
    private final FaultyFileSystem files = new FaultyFileSystem(memory);

    @BeforeEach
    void makeVolume() throws IOException {
        memory.mkdir(Host.TOP, 0700);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> callsOf(Act act) throws IOException {
        files.set(FaultyFileSystem.Fault.NONE);
        act.run();
        return files.calls().stream().map(FaultyFileSystem.Call::name).toList();
    }

    private interface Act {
        void run() throws IOException;
    }

    @Test
    void whatOneHostAppendsTheOtherReads() throws IOException {
        Host a = new Host(files, 1);
        Host b = new Host(files, 2);
        assertThat(a.log.known()).isEmpty();
        a.append("one");
        assertThat(b.read().texts()).containsExactly("one");
        b.append("two");
        a.append("three");
        assertThat(a.read().texts()).containsExactly("one", "two", "three");
        assertThat(b.read().texts()).containsExactly("one", "two", "three");
        assertThat(a.births + b.births).isEqualTo(1);
        assertThat(a.log.known().orElseThrow().number()).isEqualTo(4);
    }

    @Test
    void anEntryHasTwoNamesUntilItsSuccessorIsThere() throws IOException {
        Host a = new Host(files, 1);
        a.append("one");
        a.append("two");
        List<String> names = names();
        assertThat(names).filteredOn(name -> name.startsWith("e")).hasSize(3);
        assertThat(names).filteredOn(name -> name.startsWith("w")).hasSize(1);
        assertThat(names).filteredOn(name -> name.startsWith("s")).hasSize(1);
    }

    private List<String> names() throws IOException {
        String generation = Host.FOLDER + "/g1";
        String identity = memory.list(generation).getFirst().name();
        return memory.list(generation + "/" + identity).stream()
                .map(FileSystem.Entry::name)
                .sorted()
                .toList();
    }

    @Test
    void anAppendIsSevenCallsAndALookIsOne() throws IOException {
        Host a = new Host(files, 1);
        a.append("one");
        assertThat(callsOf(() -> a.append("two")))
                .containsExactly(
                        "create", "write", "sync", "close", "link", "unlink", "syncFolder");
        assertThat(callsOf(a::read)).containsExactly("list");
        Host b = new Host(files, 2);
        b.read();
        a.append("three");
        assertThat(callsOf(b::read))
                .containsExactly("list", "open", "read", "close", "syncFolder", "list");
        assertThat(callsOf(b::read)).containsExactly("list");
    }

    @Test
    void whoWasBeatenLooksFirstUntilNobodyElseAppends() throws IOException {
        Host a = new Host(files, 1);
        Host b = new Host(memory, 2);
        a.append("one");
        b.append("two");
        assertThat(callsOf(() -> a.append("three"))).startsWith("create").contains("list");
        b.append("four");
        assertThat(callsOf(() -> a.append("five")))
                .startsWith("list")
                .containsOnlyOnce("link", "create");
        assertThat(callsOf(() -> a.append("six"))).startsWith("list", "create");
        assertThat(callsOf(() -> a.append("seven"))).startsWith("create").doesNotContain("list");
    }

    @Test
    void aDecisionSeesWhatIsNewestAndIsAskedAgainWhenBeaten() throws IOException {
        Host a = new Host(files, 1);
        Host b = new Host(files, 2);
        a.append("one");
        b.append("two");
        List<Integer> seen = new ArrayList<>();
        Appended<Ledger> appended =
                a.log.append(newest -> {
                    seen.add(newest.size());
                    return Optional.of(octets("after " + newest.size()));
                });
        assertThat(seen).containsExactly(1, 2);
        assertThat(appended.isChanged()).isTrue();
        assertThat(appended.view().state().texts()).containsExactly("one", "two", "after 2");
    }

    @Test
    void nothingToDoIsSaidOnlyOfTheNewestState() throws IOException {
        Host a = new Host(files, 1);
        Host b = new Host(files, 2);
        a.append("one");
        b.append("two");
        Appended<Ledger> appended =
                a.log.append(newest ->
                        newest.texts().contains("two")
                                ? Optional.of(octets("seen"))
                                : Optional.empty());
        assertThat(appended.isChanged()).isTrue();
        assertThat(a.log.append(_ -> Optional.empty()).isChanged()).isFalse();
    }

    @Test
    void aBugInADecisionIsItsCallersAlone() throws IOException {
        Host a = new Host(files, 1);
        a.append("one");
        assertThatThrownBy(() ->
                        a.log.append(_ -> {
                            throw new IllegalStateException("bug");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> a.append("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(a.append("two").view().state().texts()).containsExactly("one", "two");
    }

    @Test
    void theWayFromAnEarlierViewIsToldInStepsOrAsAJump() throws IOException {
        Host a = new Host(files, 1);
        View<Ledger> first = a.append("one").view();
        View<Ledger> second = a.append("two").view();
        a.append("three");
        assertThat(steps(a.log.since(first))).containsExactly("two", "three");
        assertThat(steps(a.log.since(second))).containsExactly("three");
        assertThat(steps(a.log.since(a.log.known().orElseThrow()))).isEmpty();
        for (int i = 0; i < 10; i++) {
            a.append("more " + i);
        }
        View<Ledger> late = a.log.known().orElseThrow();
        a.append("last");
        assertThat(a.log.since(first)).isInstanceOf(Passage.Jump.class);
        Host b = new Host(files, 2);
        b.read();
        assertThat(b.log.since(first)).isInstanceOf(Passage.Jump.class);
        assertThat(steps(b.log.since(late))).containsExactly("last");
    }

    private static List<String> steps(Passage passage) {
        assertThat(passage).isInstanceOf(Passage.Steps.class);
        return ((Passage.Steps) passage)
                .changes().stream()
                        .map(change -> new String(change.payload(), StandardCharsets.UTF_8))
                        .toList();
    }

    @Test
    void upkeepKeepsTheFolderSmallAndOpeningCheap() throws IOException {
        Host a = new Host(files, 1);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add("line " + i);
            a.append("line " + i);
            a.keepUp();
        }
        assertThat(names()).hasSizeLessThan(15);
        Host b = new Host(files, 2);
        assertThat(callsOf(b::read)).hasSizeLessThan(20);
        assertThat(b.read().texts()).isEqualTo(all);
    }

    @Test
    void aHostThatSleptThroughCollectionsGoesOn() throws IOException {
        Host sleeper = new Host(files, 1);
        sleeper.append("first");
        Host a = new Host(files, 2);
        List<String> all = new ArrayList<>(List.of("first"));
        for (int i = 0; i < 20; i++) {
            all.add("line " + i);
            a.append("line " + i);
            a.keepUp();
        }
        all.add("last");
        assertThat(sleeper.append("last").view().state().texts()).isEqualTo(all);
        assertThat(a.read().texts()).isEqualTo(all);
        assertThat(new Host(files, 3).read().texts()).isEqualTo(all);
    }

    @Test
    void leftoversOfTheDeadAreRemoved() throws IOException {
        Host a = new Host(files, 1);
        a.append("one");
        String generation =
                Host.FOLDER + "/g1/" + memory.list(Host.FOLDER + "/g1").getFirst().name();
        memory.create(generation + "/w000000000000002.00000000000000aa", 0600);
        memory.create(generation + "/d000000000000002.00000000000000aa", 0600);
        memory.create(generation + "/.nfs000000", 0600);
        memory.mkdir(Host.FOLDER + "/b.00000000000000aa", 0700);
        memory.mkdir(Host.FOLDER + "/b.00000000000000aa/00000000000000aa", 0700);
        memory.create(Host.FOLDER + "/b.00000000000000aa/00000000000000aa/e1", 0600);
        memory.setTime(java.time.Instant.ofEpochSecond(1_800_000_000 + 90_000));
        for (int i = 0; i < 10; i++) {
            a.append("line " + i);
            a.keepUp();
        }
        assertThat(names()).noneMatch(name -> name.endsWith("aa"));
        assertThat(memory.list(Host.FOLDER)).hasSize(1);
    }

    /**
     * Between two calls of one keeper another does as much as it can.
     *
     * @return whether there was such a call
     */
    private boolean keepersMeet(int callNumber, long nonce) throws IOException {
        Host a = new Host(files, 2 * nonce);
        Host b = new Host(memory, 2 * nonce + 1);
        String nursery = Host.FOLDER + "/b." + "%016x".formatted(nonce);
        for (int i = 0; i < 4; i++) {
            a.append("line " + i);
        }
        memory.mkdir(nursery, 0700);
        memory.setTime(memory.stat(nursery).modified().plusSeconds(90_000));
        b.append("last");
        a.read();
        assertThat(a.log.isUpkeepDue()).isTrue();
        int before = b.read().texts().size();
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void before(FaultyFileSystem.Call call) throws IOException {
                        if (call.number() == callNumber) {
                            for (int i = 0; i < 10; i++) {
                                b.append("meanwhile " + i);
                                b.log.upkeep();
                            }
                        }
                    }
                });
        a.log.upkeep();
        files.set(FaultyFileSystem.Fault.NONE);
        return b.read().texts().size() > before;
    }

    @Test
    void keepersWhoMeetAreNotInEachOthersWay() throws IOException {
        int number = 0;
        boolean isReached = true;
        while (isReached) {
            number++;
            isReached = keepersMeet(number, 100L + number);
        }
        assertThat(number).isGreaterThan(10);
        assertThat(new Host(files, 1).read().texts()).hasSize(15 * number - 10);
    }

    @Test
    void aDraftThatIsCollectedWhileItIsWrittenIsNotNeeded() throws IOException {
        for (String step : List.of("write", "sync", "close", "link")) {
            Host a = new Host(files, step.hashCode());
            for (int i = 0; i < 4; i++) {
                a.append(step + i);
            }
            files.set(
                    new FaultyFileSystem.Fault() {
                        @Override
                        public void before(FaultyFileSystem.Call call) throws IOException {
                            if (call.name().equals(step) && call.path().contains("/d0")) {
                                throw new FileFailure(step, call.path(), Errno.ESTALE);
                            }
                        }
                    });
            a.log.upkeep();
            files.set(FaultyFileSystem.Fault.NONE);
            assertThat(names()).as(step).noneMatch(name -> name.startsWith("d"));
            assertThat(a.read().texts()).contains(step + 3);
        }
    }
}

package mailstead.testkit.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What each trouble of NFS looks like to whoever meets it. */
final class SimulatedNfsTest {

    /** Takes what it was told to take, if the call offers it; otherwise what is normal. */
    private static final class Script implements Oracle {
        private final Deque<Outcome> next = new ArrayDeque<>();
        private List<Outcome> offered = List.of();
        private Runnable between = () -> {};

        @Override
        public Outcome decide(Call call) {
            offered = call.options();
            Outcome outcome = next.isEmpty() ? offered.getFirst() : next.remove();
            assertThat(offered).as("what %s offers", call.name()).contains(outcome);
            if (outcome.equals(offered.getFirst())) {
                between.run();
            }
            return outcome;
        }

        void take(Outcome.Kind... kinds) {
            for (Outcome.Kind kind : kinds) {
                next.add(Outcome.of(kind));
            }
        }

        boolean offersStale() {
            return offered.contains(Outcome.stale(0));
        }
    }

    private SimulatedNfs server = new SimulatedNfs(Mount.NFS4);
    private FileSystem there = server.client("there", Oracle.PLAIN);
    private Script script = new Script();
    private NfsClient here = server.client("here", script);

    private void mount(Mount mount) {
        server = new SimulatedNfs(mount);
        there = server.client("there", Oracle.PLAIN);
        script = new Script();
        here = server.client("here", script);
    }

    private static void fails(Errno errno, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FileFailure.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private static void write(FileSystem files, String path, String text) throws IOException {
        try (FileSystem.File file = files.create(path, 0600)) {
            write(file, text);
            file.sync();
        }
    }

    private static void write(FileSystem.File file, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        file.write(octets, 0, octets.length);
    }

    private static String read(FileSystem.File file) throws IOException {
        byte[] buffer = new byte[100];
        int count = Math.max(0, file.read(buffer, 0, buffer.length));
        return new String(buffer, 0, count, StandardCharsets.US_ASCII);
    }

    private static String read(FileSystem files, String path) throws IOException {
        try (FileSystem.File file = files.open(path)) {
            return read(file);
        }
    }

    private List<String> names(String folder) throws IOException {
        return server.copy().newcomer().list(folder).stream()
                .map(FileSystem.Entry::name)
                .sorted()
                .toList();
    }

    @Test
    void aNameOnceMissingMayStayMissingUntilAListing() throws IOException {
        write(there, "/a", "text");
        script.take(Outcome.Kind.STALE, Outcome.Kind.STALE);
        fails(Errno.ENOENT, () -> here.stat("/a"));
        fails(Errno.ENOENT, () -> here.open("/a"));
        here.list("/");
        assertThat(read(here, "/a")).isEqualTo("text");
        here.stat("/a");
        assertThat(script.offersStale()).isFalse();
    }

    @Test
    void withLookupcachePositiveItDoesNot() throws IOException {
        mount(Mount.NFS4_POSITIVE);
        there.mkdir("/a", 0700);
        here.stat("/a");
        assertThat(script.offersStale()).isFalse();
        write(there, "/a/b", "text");
        here.open("/a/b");
        assertThat(script.offersStale()).isFalse();
    }

    @Test
    void whoAsksTheServerKnowsBetterAfterwards() throws IOException {
        write(there, "/a", "text");
        here.stat("/a");
        assertThat(script.offersStale()).isTrue();
        here.stat("/a");
        assertThat(script.offersStale()).isFalse();
    }

    @Test
    void aRemovedNameMayStillHaveAStatusButCannotBeOpened() throws IOException {
        write(there, "/a", "text");
        here.stat("/a");
        there.unlink("/a");
        script.take(Outcome.Kind.STALE);
        assertThat(here.stat("/a").size()).isEqualTo(4);
        fails(Errno.ENOENT, () -> here.open("/a"));
        assertThat(script.offersStale()).isFalse();
    }

    @Test
    void aRemovedNameOpensAsLongAsTheFileHasAnother() throws IOException {
        write(there, "/a", "text");
        here.list("/");
        there.link("/a", "/b");
        there.unlink("/a");
        script.take(Outcome.Kind.STALE);
        assertThat(read(here, "/a")).isEqualTo("text");
        there.unlink("/b");
        fails(Errno.ENOENT, () -> here.open("/a"));
    }

    @Test
    void attributesMayBeThoseOfBefore() throws IOException {
        there.mkdir("/d", 0700);
        here.list("/");
        FileSystem.Stat before = here.stat("/d");
        write(there, "/d/a", "text");
        script.take(Outcome.Kind.STALE);
        assertThat(here.stat("/d")).isEqualTo(before);
        assertThat(here.stat("/d").modified()).isAfter(before.modified());
    }

    @Test
    void theWayToAMovedFolderStillLeadsThere() throws IOException {
        there.mkdir("/d", 0700);
        here.list("/d");
        there.rename("/d", "/e");
        fails(Errno.ENOENT, () -> here.mkdir("/d/a", 0700));
        there.rename("/e", "/d");
        there.rename("/d", "/e");
        script.take(Outcome.Kind.STALE);
        here.mkdir("/d/a", 0700);
        assertThat(names("/e")).containsExactly("a");
    }

    @Test
    void whatIsMadeIsDecidedByTheServer() throws IOException {
        write(there, "/a", "text");
        fails(Errno.EEXIST, () -> here.create("/a", 0600));
        assertThat(script.offersStale()).isFalse();
        fails(Errno.EEXIST, () -> here.mkdir("/a", 0700));
        assertThat(script.offersStale()).isFalse();
        there.unlink("/a");
        here.mkdir("/a", 0700);
        assertThat(names("/")).containsExactly("a");
    }

    @Test
    void aRemovalMayBeRefusedByACache() throws IOException {
        write(there, "/a", "text");
        script.take(Outcome.Kind.STALE);
        fails(Errno.ENOENT, () -> here.unlink("/a"));
        assertThat(names("/")).containsExactly("a");
    }

    @Test
    void aLostAnswerLooksLikeAFailure() throws IOException {
        write(there, "/a", "text");
        script.take(Outcome.Kind.LOST);
        fails(Errno.EIO, () -> here.link("/a", "/b"));
        assertThat(names("/")).containsExactly("a", "b");
        script.take(Outcome.Kind.FAILED);
        fails(Errno.EIO, () -> here.unlink("/a"));
        assertThat(names("/")).containsExactly("a", "b");
    }

    @Test
    void aRequestThatIsSentTwiceMayMeetItself() throws IOException {
        mount(Mount.NFS3);
        write(there, "/a", "text");
        script.take(Outcome.Kind.AGAIN);
        fails(Errno.EEXIST, () -> here.link("/a", "/b"));
        assertThat(names("/")).containsExactly("a", "b");
        script.take(Outcome.Kind.AGAIN);
        fails(Errno.ENOENT, () -> here.unlink("/b"));
        script.take(Outcome.Kind.AGAIN);
        fails(Errno.ENOENT, () -> here.rename("/a", "/c"));
        assertThat(names("/")).containsExactly("c");
    }

    @Test
    void aRequestThatIsSentTwiceMayHarmOthers() throws IOException {
        mount(Mount.NFS3);
        write(here, "/a", "mine");
        script.take(Outcome.Kind.AGAIN);
        script.between =
                () -> {
                    try {
                        write(there, "/a", "another's");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
        here.unlink("/a");
        assertThat(names("/")).isEmpty();
    }

    @Test
    void aRequestMayArriveWhenNobodyWaitsForIt() throws IOException {
        write(there, "/a", "text");
        script.take(Outcome.Kind.LATE, Outcome.Kind.LATE);
        fails(Errno.EIO, () -> here.link("/a", "/b"));
        fails(Errno.EIO, () -> here.unlink("/a"));
        assertThat(names("/")).containsExactly("a");
        assertThat(server.lateCalls()).isEqualTo(2);
        server.arrive(1);
        assertThat(names("/")).isEmpty();
        server.arrive(0);
        assertThat(names("/")).as("the file has gone").isEmpty();
    }

    @Test
    void aSlowListingMayMissWhatIsRenamedOrSeeItTwice() throws IOException {
        for (Outcome.Kind end : List.of(Outcome.Kind.LEAST, Outcome.Kind.MOST)) {
            mount(Mount.NFS4);
            write(there, "/a", "text");
            write(there, "/z", "text");
            Script slow = new Script();
            FileSystem third =
                    server.client(
                            "third",
                            call -> {
                                if (slow.next.size() == 1) {
                                    rename("/a", "/b");
                                }
                                return slow.decide(call);
                            });
            slow.take(Outcome.Kind.SLOW, end);
            List<String> listed =
                    third.list("/").stream().map(FileSystem.Entry::name).sorted().toList();
            assertThat(listed)
                    .isEqualTo(end == Outcome.Kind.LEAST ? List.of("z") : List.of("a", "b", "z"));
        }
    }

    private void rename(String from, String to) {
        try {
            there.rename(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsWrittenIsThereWhenItIsSynced() throws IOException {
        FileSystem.File file = here.create("/a", 0600);
        write(file, "text");
        assertThat(read(there, "/a")).isEmpty();
        file.sync();
        assertThat(read(there, "/a")).isEqualTo("text");
        write(file, " and more");
        assertThat(read(there, "/a")).isEqualTo("text");
        file.close();
        assertThat(read(there, "/a")).isEqualTo("text and more");
    }

    @Test
    void aFailedSyncIsToldOnceAndWhatWasWrittenIsGone() throws IOException {
        FileSystem.File file = here.create("/a", 0600);
        write(file, "text");
        script.take(Outcome.Kind.NORMAL, Outcome.Kind.FULL);
        script.next.remove();
        fails(Errno.ENOSPC, file::sync);
        file.sync();
        file.close();
        assertThat(read(there, "/a")).isEmpty();
    }

    @Test
    void aCrashLosesWhatWasNotSentOrHalfOfIt() throws IOException {
        for (boolean torn : new boolean[] {false, true}) {
            mount(Mount.NFS4);
            FileSystem.File file = here.create("/a", 0600);
            write(file, "text");
            here.crash(torn);
            assertThat(read(there, "/a")).isEqualTo(torn ? "te" : "");
        }
    }

    @Test
    void anOpenFileThatOthersRemovedCanBeReadUntilTheServerForgets() throws IOException {
        write(there, "/a", "text");
        FileSystem.File first = here.open("/a");
        FileSystem.File second = here.open("/a");
        there.unlink("/a");
        assertThat(read(first)).isEqualTo("text");
        script.take(Outcome.Kind.FORGOTTEN);
        fails(Errno.ESTALE, () -> read(second));
    }

    @Test
    void anOpenFileRemovedHereLivesOnUnderAnotherName() throws IOException {
        write(there, "/a", "text");
        FileSystem.File file = here.open("/a");
        here.unlink("/a");
        assertThat(names("/")).singleElement().asString().startsWith(".nfs");
        assertThat(read(file)).isEqualTo("text");
        file.close();
        assertThat(names("/")).isEmpty();
    }

    @Test
    void aPowerCutKeepsTheFirstOfTheUnsyncedNames() throws IOException {
        for (int kept = 0; kept <= 2; kept++) {
            mount(Mount.LOCAL);
            write(here, "/a", "text");
            here.syncFolder("/");
            FileSystem.File file = here.create("/b", 0600);
            write(file, "unsynced");
            here.rename("/a", "/c");
            assertThat(server.unsyncedNames()).isEqualTo(2);
            server.cutPower(kept);
            assertThat(names("/"))
                    .isEqualTo(
                            List.of(List.of("a"), List.of("a", "b"), List.of("b", "c")).get(kept));
            if (kept > 0) {
                assertThat(read(there, "/b")).isEmpty();
            }
            assertThat(read(there, kept == 2 ? "/c" : "/a")).isEqualTo("text");
        }
    }

    @Test
    void aPowerCutUndoesARenameInBothFoldersOrInNone() throws IOException {
        for (boolean isSynced : new boolean[] {false, true}) {
            mount(Mount.LOCAL);
            here.mkdir("/from", 0700);
            here.mkdir("/to", 0700);
            here.syncFolder("/");
            write(here, "/from/a", "text");
            here.syncFolder("/from");
            here.rename("/from/a", "/to/a");
            if (isSynced) {
                here.syncFolder("/from");
            }
            server.cutPower(0);
            assertThat(names("/from")).isEqualTo(isSynced ? List.of() : List.of("a"));
            assertThat(names("/to")).isEqualTo(isSynced ? List.of("a") : List.of());
        }
    }

    @Test
    void aRestartKeepsWhatWasSynced() throws IOException {
        write(here, "/a", "text");
        FileSystem.File file = here.create("/b", 0600);
        write(file, "torn");
        here.crash(true);
        assertThat(read(there, "/b")).isEqualTo("to");
        server.restart();
        assertThat(read(there, "/b")).isEmpty();
        assertThat(read(there, "/a")).isEqualTo("text");
    }

    @Test
    void statesAreEqualWhateverTheOrderOfIndependentCalls() throws IOException {
        long[] digests = new long[2];
        for (int i = 0; i < 2; i++) {
            mount(Mount.NFS4);
            there.mkdir("/d", 0700);
            there.mkdir("/e", 0700);
            write(i == 0 ? there : here, i == 0 ? "/d/a" : "/e/a", "text");
            write(i == 0 ? here : there, i == 0 ? "/e/a" : "/d/a", "text");
            digests[i] = server.digest();
        }
        assertThat(digests[0]).isEqualTo(digests[1]);
        there.unlink("/d/a");
        assertThat(server.digest()).isNotEqualTo(digests[0]);
    }

    @Test
    void aCopyIsAnotherServerInTheSameState() throws IOException {
        write(there, "/a", "text");
        SimulatedNfs copy = server.copy();
        assertThat(copy.digest()).isEqualTo(server.digest());
        copy.newcomer().unlink("/a");
        assertThat(names("/")).containsExactly("a");
        Script late = new Script();
        late.take(Outcome.Kind.STALE);
        FileSystem behind = server.copy().client("here", late);
        fails(Errno.ENOENT, () -> behind.stat("/a"));
    }
}

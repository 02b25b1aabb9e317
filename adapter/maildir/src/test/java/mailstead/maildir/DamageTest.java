package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import mailstead.fs.FileSystem;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.mail.mime.Digest;
import mailstead.spi.AccountFolders;
import mailstead.spi.MailFolder;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One file of ours is damaged, in many ways, and a node that has not seen the mailbox opens it: no
 * more is lost than {@code docs/design/shared-log.md} ("Lost, truncated, corrupt") and {@code
 * docs/design/folders.md} ("What is lost, when") say, and no UID means another message.
 */
class DamageTest {

    private static final String HOME = "/v1/12/34/tevie";
    private static final int MESSAGES = 10;
    private static final Flags SEEN = Flags.of(Flags.System.SEEN);
    private static final Flags WORD = Flags.ofKeywords("word");

    enum Damage {
        EMPTY {
            @Override
            byte[] to(byte[] octets) {
                return new byte[0];
            }
        },
        HALF {
            @Override
            byte[] to(byte[] octets) {
                return Arrays.copyOf(octets, octets.length / 2);
            }
        },
        LACKS_THE_LAST {
            @Override
            byte[] to(byte[] octets) {
                return Arrays.copyOf(octets, Math.max(0, octets.length - 1));
            }
        },
        FIRST_BIT {
            @Override
            byte[] to(byte[] octets) {
                return flipped(octets, 0);
            }
        },
        MIDDLE_BIT {
            @Override
            byte[] to(byte[] octets) {
                return flipped(octets, octets.length / 2);
            }
        },
        LAST_BIT {
            @Override
            byte[] to(byte[] octets) {
                return flipped(octets, octets.length - 1);
            }
        },
        GONE {
            @Override
            byte[] to(byte[] octets) {
                return octets;
            }
        },
        A_FOLDER {
            @Override
            byte[] to(byte[] octets) {
                return octets;
            }
        };

        abstract byte[] to(byte[] octets);

        private static byte[] flipped(byte[] octets, int at) {
            byte[] other = octets.clone();
            if (at >= 0 && at < other.length) {
                other[at] ^= 1;
            }
            return other;
        }

        void happenTo(FileSystem files, String path) throws IOException {
            byte[] octets = read(files, path);
            files.unlink(path);
            switch (this) {
                case GONE -> {}
                case A_FOLDER -> files.mkdir(path, 0700);
                default -> write(files, path, to(octets));
            }
        }
    }

    private static byte[] read(FileSystem files, String path) throws IOException {
        byte[] octets = new byte[(int) files.stat(path).size()];
        try (FileSystem.File file = files.open(path)) {
            file.read(octets, 0, octets.length);
        }
        return octets;
    }

    private static void write(FileSystem files, String path, byte[] octets) throws IOException {
        try (FileSystem.File file = files.create(path, 0600)) {
            file.write(octets, 0, octets.length);
            file.sync();
        }
    }

    private static void copy(FileSystem from, FileSystem to, String path) throws IOException {
        to.mkdir(path, 0700);
        for (FileSystem.Entry entry : from.list(path)) {
            String inner = path + "/" + entry.name();
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                copy(from, to, inner);
            } else {
                write(to, inner, read(from, inner));
            }
        }
    }

    /** What a client sees of a folder. */
    private record Seen(long uidValidity, String mailboxId, List<Message> messages) {
        static Seen of(FolderState state) {
            return new Seen(state.uidValidity(), state.mailboxId(), Folders.messages(state));
        }

        /** Without what a log alone knows. */
        List<List<Object>> asFilesTell() {
            return messages.stream()
                    .map(message -> List.<Object>of(message.key(), message.flags()))
                    .toList();
        }

        Map<Long, String> keys() {
            Map<Long, String> keys = new TreeMap<>();
            messages.forEach(message -> keys.put(message.uid(), message.key()));
            return keys;
        }
    }

    /** A mailbox with snapshots, entries, digests, and names that say what is known. */
    private static MemoryFileSystem history() throws Exception {
        MemoryFileSystem disk = new MemoryFileSystem();
        disk.mkdir("/v1", 0755);
        try (StoreFixture node = new StoreFixture(disk, "/v1")) {
            for (int i = 0; i < MESSAGES; i++) {
                Folders.deliver(node.store(), Folders.message(i));
            }
            Folders.create(node.store(), "A");
            MailFolder inbox = Folders.open(node.store(), "INBOX");
            MailFolder a = Folders.open(node.store(), "A");
            AccountFolders folders = node.store().folders().of(Folders.ACCOUNT);
            try (MailFolder.Watch one = inbox.watch(() -> {});
                    MailFolder.Watch other = a.watch(() -> {})) {
                assertThat(List.of(one, other)).hasSize(2);
                inbox.refresh(Duration.ZERO);
                inbox.copy(NumberSet.of(1, 2), a);
                Folders.flag(inbox, NumberSet.of(1, 3), SEEN.plus(WORD));
                for (int i = 0; i < 75; i++) {
                    for (MailFolder folder : List.of(inbox, a)) {
                        Flags flag = Flags.ofKeywords("w" + i % 3);
                        Folders.flag(folder, NumberSet.of(2), flag);
                        folder.change(newest ->
                                List.of(
                                        new Change.Flagged(
                                                NumberSet.of(2), Change.Mode.REMOVE, flag)));
                        node.awaitRest();
                    }
                    folders.request(new TreeRequest.Subscribe("A", i % 2 == 0));
                    folders.request(
                            new TreeRequest.Annotate(
                                    "A", "/private/comment", Optional.of("x" + i)));
                    node.awaitRest();
                }
                for (Message message : inbox.known()) {
                    inbox.digest(message);
                }
            }
            node.awaitRest();
        }
        return disk;
    }

    private static MemoryFileSystem copyOf(FileSystem disk) throws IOException {
        MemoryFileSystem copy = new MemoryFileSystem();
        copy(disk, copy, "/v1");
        return copy;
    }

    private static Map<String, Seen> look(StoreFixture node) throws Exception {
        Map<String, Seen> seen = new TreeMap<>();
        FolderTree tree = node.store().folders().of(Folders.ACCOUNT).tree();
        for (String name : tree.folders().keySet()) {
            MailFolder folder = Folders.open(node.store(), name);
            FolderState state = folder.refresh(Duration.ZERO);
            for (Message message : state) {
                assertThat(new String(Folders.read(folder, message))).contains("body");
            }
            seen.put(name, Seen.of(state));
        }
        return seen;
    }

    /** Names of files below a folder, with its path. */
    private static SortedSet<String> filesIn(FileSystem disk, String path) throws IOException {
        SortedSet<String> files = new TreeSet<>();
        for (FileSystem.Entry entry : disk.list(path)) {
            String inner = path + "/" + entry.name();
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                files.addAll(filesIn(disk, inner));
            } else {
                files.add(inner);
            }
        }
        return files;
    }

    /** The files of one log by what they are to it. Immutable. */
    private record Log(List<String> entries, List<String> snapshots, List<String> others) {
        static Log in(FileSystem disk, String path) throws IOException {
            SortedSet<String> all = filesIn(disk, path);
            return new Log(named(all, "e"), named(all, "s"), named(all, "w"));
        }

        private static List<String> named(SortedSet<String> all, String kind) {
            Predicate<String> isOne =
                    path -> path.substring(path.lastIndexOf('/') + 1).startsWith(kind);
            return all.stream().filter(isOne).toList();
        }

        private static long number(String path) {
            return Long.parseLong(path.substring(path.lastIndexOf('/') + 2));
        }

        long newestSnapshot() {
            return number(snapshots.getLast());
        }

        /** Whose damage costs nothing, by the paper. */
        boolean isNeedless(String path, Damage damage) {
            if (!entries.contains(path)) {
                return true;
            }
            boolean isThere = damage != Damage.GONE;
            return number(path) < newestSnapshot() || number(path) == newestSnapshot() && isThere;
        }

        boolean isLastEntry(String path) {
            return path.equals(entries.getLast());
        }

        /** All snapshots and witnesses, and entries of every kind. */
        List<String> worthTrying() {
            List<String> some = new ArrayList<>(snapshots);
            some.addAll(others);
            for (String entry : entries) {
                long behind = newestSnapshot() - number(entry);
                boolean isEnd =
                        entries.indexOf(entry) < 2 || entries.indexOf(entry) > entries.size() - 3;
                if (isEnd || Math.abs(behind) <= 2) {
                    some.add(entry);
                }
            }
            return some;
        }
    }

    private static final class Case {

        private final MemoryFileSystem sound;
        private final Map<String, Seen> before;

        Case(MemoryFileSystem sound, Map<String, Seen> before) {
            this.sound = sound;
            this.before = before;
        }

        /** What a new node sees after damage; empty if it says "not now". */
        Optional<Map<String, Seen>> after(Damage damage, String path) throws Exception {
            MemoryFileSystem disk = copyOf(sound);
            damage.happenTo(disk, path);
            try (StoreFixture node = new StoreFixture(disk, "/v1", false)) {
                Map<String, Seen> seen;
                try {
                    seen = look(node);
                } catch (MailException _) {
                    return Optional.empty();
                }
                assertUsable(node, seen);
                node.awaitRest();
                return Optional.of(seen);
            }
        }

        private static void assertUsable(StoreFixture node, Map<String, Seen> seen)
                throws Exception {
            for (Map.Entry<String, Seen> folder : seen.entrySet()) {
                MailFolder open = Folders.open(node.store(), folder.getKey());
                long last = open.known().uidNext();
                assertThat(Folders.add(open, Folders.message(99), SEEN).uid())
                        .isGreaterThanOrEqualTo(last);
            }
        }

        /** Nothing that a client knows means something else. */
        void assertNoUidMeansAnother(Map<String, Seen> after, String what) {
            before.forEach((name, was) -> {
                Seen is = named(after, name);
                assertThat(is.uidValidity()).as(what).isGreaterThanOrEqualTo(was.uidValidity());
                if (is.uidValidity() == was.uidValidity()) {
                    assertThat(is.keys()).as(what).isEqualTo(was.keys());
                }
            });
        }
    }

    private static Seen named(Map<String, Seen> seen, String name) {
        return Optional.ofNullable(seen.get(name)).orElseThrow();
    }

    private static Case sound;

    @BeforeAll
    static void makeHistory() throws Exception {
        MemoryFileSystem history = history();
        try (StoreFixture node = new StoreFixture(copyOf(history), "/v1", false)) {
            Map<String, Seen> before = look(node);
            assertThat(before.keySet()).containsExactly("A", "INBOX");
            assertThat(named(before, "INBOX").messages()).hasSize(MESSAGES);
            node.awaitRest();
            sound = new Case(history, before);
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aFoldersLog(Damage damage) throws Exception {
        for (String folder : List.of("", "/.A")) {
            String name = folder.isEmpty() ? "INBOX" : "A";
            Log log = Log.in(sound.sound, HOME + folder + "/mailstead.log");
            assertThat(log.snapshots()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(log.entries().size()).isGreaterThan(3);
            for (String path : log.worthTrying()) {
                String what = damage + " " + path;
                Optional<Map<String, Seen>> after = sound.after(damage, path);
                if (after.isEmpty()) {
                    // A name that is listed and cannot be read is no damage: somebody must look.
                    assertThat(damage).as(what).isEqualTo(Damage.A_FOLDER);
                    continue;
                }
                sound.assertNoUidMeansAnother(after.get(), what);
                Seen was = named(sound.before, name);
                Seen is = named(after.get(), name);
                if (log.isNeedless(path, damage)) {
                    assertThat(is).as(what).isEqualTo(was);
                } else if (damage == Damage.GONE && log.isLastEntry(path)) {
                    // As after a restored backup: only the last change is gone.
                    assertThat(is.keys()).as(what).isEqualTo(was.keys());
                } else {
                    assertThat(is.uidValidity()).as(what).isGreaterThan(was.uidValidity());
                    assertThat(is.mailboxId()).as(what).isEqualTo(was.mailboxId());
                    assertThat(is.messages()).as(what).hasSameSizeAs(was.messages());
                    assertThat(is.keys().values())
                            .as(what)
                            .containsExactlyElementsOf(was.keys().values());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void theTree(Damage damage) throws Exception {
        Log log = Log.in(sound.sound, HOME + "/mailstead.folders");
        assertThat(log.snapshots()).hasSizeGreaterThanOrEqualTo(2);
        for (String path : log.worthTrying()) {
            String what = damage + " " + path;
            Optional<Map<String, Seen>> after = sound.after(damage, path);
            if (after.isEmpty()) {
                assertThat(damage).as(what).isEqualTo(Damage.A_FOLDER);
                continue;
            }
            // Names, identities and UIDs stand in the directories and their logs, too.
            assertThat(after.get()).as(what).isEqualTo(sound.before);
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void whatCanBeMadeAgain(Damage damage) throws Exception {
        List<String> paths = new ArrayList<>(filesIn(sound.sound, HOME + "/mailstead.cache"));
        assertThat(paths).isNotEmpty();
        paths.add(HOME + "/dovecot-keywords");
        paths.add(HOME + "/subscriptions");
        for (String path : paths) {
            String what = damage + " " + path;
            MemoryFileSystem disk = copyOf(sound.sound);
            damage.happenTo(disk, path);
            try (StoreFixture node = new StoreFixture(disk, "/v1", false)) {
                assertThat(look(node)).as(what).isEqualTo(sound.before);
                MailFolder inbox = Folders.open(node.store(), "INBOX");
                for (Message message : inbox.known()) {
                    Digest digest = inbox.digest(message);
                    assertThat(digest.octets()).as(what).isEqualTo(message.wireOctets());
                }
                node.awaitRest();
            }
        }
    }

    /** All of a log, which nobody remembers: flags come back from the names of files. */
    @Test
    void aFoldersLogAndTheTreeTogether() throws Exception {
        for (List<String> lost :
                List.of(
                        List.of("/mailstead.log"),
                        List.of("/mailstead.folders"),
                        List.of("/mailstead.log", "/.A/mailstead.log"),
                        List.of("/mailstead.folders", "/.A/mailstead.log"),
                        List.of("/mailstead.folders", "/mailstead.log", "/.A/mailstead.log"))) {
            MemoryFileSystem disk = copyOf(sound.sound);
            for (String path : lost) {
                removeTree(disk, HOME + path);
            }
            try (StoreFixture node = new StoreFixture(disk, "/v1", false)) {
                Map<String, Seen> after = look(node);
                for (Map.Entry<String, Seen> was : sound.before.entrySet()) {
                    Seen is = named(after, was.getKey());
                    assertThat(is.asFilesTell())
                            .as(was.getKey() + " without " + lost)
                            .containsExactlyInAnyOrderElementsOf(was.getValue().asFilesTell());
                    String log = was.getKey().equals("A") ? "/.A/mailstead.log" : "/mailstead.log";
                    if (!lost.contains(log)) {
                        assertThat(is).isEqualTo(was.getValue());
                    } else if (!lost.contains("/mailstead.folders")) {
                        assertThat(is.uidValidity()).isGreaterThan(was.getValue().uidValidity());
                    }
                }
                node.awaitRest();
            }
        }
    }

    private static void removeTree(FileSystem disk, String path) throws IOException {
        for (FileSystem.Entry entry : disk.list(path)) {
            String inner = path + "/" + entry.name();
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                removeTree(disk, inner);
            } else {
                disk.unlink(inner);
            }
        }
        disk.rmdir(path);
    }
}

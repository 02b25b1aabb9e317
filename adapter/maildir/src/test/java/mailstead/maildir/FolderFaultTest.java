package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;
import mailstead.testkit.fs.FaultyFileSystem;
import mailstead.testkit.fs.FaultyFileSystem.Call;
import mailstead.testkit.fs.FaultyFileSystem.Fault;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every file call of a small life with folders fails, or happens and reports a failure, or is the
 * last before a power cut. Afterwards what was acknowledged is true, what was not is true or not,
 * no message is partial, and no UID has ever meant two messages.
 */
class FolderFaultTest {

    private static final int CALLS_MAX = 1_000;
    private static final Flags SEEN = Flags.of(Flags.System.SEEN);
    private static final Flags WORD = Flags.ofKeywords("word");

    enum Kind {
        FAILS,
        HAPPENS_AND_FAILS,
        FAILS_FROM_THERE_ON,
        CRASH_KEEPS_NAMES,
        CRASH_DROPS_NAMES
    }

    private static final class At implements Fault {
        private final int number;
        private final Kind kind;

        At(int number, Kind kind) {
            this.number = number;
            this.kind = kind;
        }

        boolean isOneCallOnly() {
            return kind == Kind.FAILS || kind == Kind.HAPPENS_AND_FAILS;
        }

        boolean isCrash() {
            return kind == Kind.CRASH_KEEPS_NAMES || kind == Kind.CRASH_DROPS_NAMES;
        }

        @Override
        public void before(Call call) throws IOException {
            boolean isHit =
                    call.number() == number
                            || call.number() > number
                                    && kind != Kind.FAILS
                                    && kind != Kind.HAPPENS_AND_FAILS;
            if (isHit && kind != Kind.HAPPENS_AND_FAILS) {
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }

        @Override
        public void after(Call call) throws IOException {
            if (call.number() == number && kind == Kind.HAPPENS_AND_FAILS) {
                throw new FileFailure(call.name(), call.path(), Errno.EIO);
            }
        }
    }

    /** What a client did and was told. Confined to its test. */
    private static final class Life {

        private final StoreFixture fixture;
        private final Memory memory;
        private final List<String> acknowledged = new ArrayList<>();
        private final List<String> attempted = new ArrayList<>();
        private final boolean isOneCallOnly;

        Life(StoreFixture fixture, Memory memory, boolean isOneCallOnly) {
            this.fixture = fixture;
            this.memory = memory;
            this.isOneCallOnly = isOneCallOnly;
        }

        private interface Deed {
            void act() throws Exception;
        }

        private void does(String what, Deed deed) throws Exception {
            attempted.add(what);
            try {
                deed.act();
                acknowledged.add(what);
            } catch (MailException e) {
                assertThat(e.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE);
                assertThat(e.getMessage()).doesNotContain("/");
            } catch (FolderGone _) {
                assertThat(acknowledged).doesNotContain("create");
            }
            fixture.awaitRest();
        }

        /** Messages 0 to 3 are in INBOX and have the UIDs 1 to 4. */
        void live() throws Exception {
            MaildirStore store = fixture.store();
            does("look", () -> memory.look(store, "INBOX"));
            does("flag 1", () -> Folders.flag(inbox(), NumberSet.of(1), SEEN.plus(WORD)));
            does("add 10", () -> Folders.add(inbox(), Folders.message(10), SEEN));
            does("add 11", () -> Folders.add(inbox(), large(), WORD));
            does("create", () -> Folders.create(store, "A/B"));
            does("copy 1", () -> inbox().copy(NumberSet.of(1), Folders.open(store, "A/B")));
            does("move 2", () -> inbox().move(NumberSet.of(2), Folders.open(store, "A/B")));
            does("expunge 3", () -> Folders.expunge(inbox(), NumberSet.of(3)));
            does(
                    "replace 4",
                    () ->
                            assertThat(Folders.replace(inbox(), 4, Folders.message(12), SEEN))
                                    .isPresent());
            does("look", () -> memory.look(store, "A/B"));
            does("rename", () -> request(store, new TreeRequest.Rename("A", "C")));
            does("delete", () -> request(store, new TreeRequest.Delete("C")));
            does("subscribe", () -> request(store, new TreeRequest.Subscribe("C/B", true)));
            inboxIfKnown().ifPresent(inbox -> inbox.watch(() -> {}).close());
            fixture.awaitRest();
            does("look", () -> memory.look(store, "INBOX"));
        }

        private Optional<MailFolder> known = Optional.empty();

        private Optional<MailFolder> inboxIfKnown() {
            return known;
        }

        private MailFolder inbox() throws MailException, FolderGone {
            MailFolder inbox = Folders.open(fixture.store(), "INBOX");
            known = Optional.of(inbox);
            return inbox;
        }

        private static void request(MaildirStore store, TreeRequest request) throws MailException {
            // Refused where an earlier request was not granted.
            assertThat(store.folders().of(Folders.ACCOUNT).request(request)).isNotNull();
        }
    }

    private static byte[] large() {
        return ("Subject: 11\r\n" + "0123456789\r\n".repeat(10_000))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** What UIDs ever meant. Confined to its test. */
    private static final class Memory {

        private final Map<String, String> keyByUid = new HashMap<>();

        FolderState look(MaildirStore store, String name) throws Exception {
            MailFolder folder = Folders.open(store, name);
            FolderState state = folder.refresh(Duration.ZERO);
            for (Message message : state) {
                String uid = state.mailboxId() + " " + state.uidValidity() + " " + message.uid();
                assertThat(keyByUid.putIfAbsent(uid, message.key()))
                        .as(uid)
                        .isIn(null, message.key());
            }
            return state;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyCall(Kind kind) throws Exception {
        int number = 1;
        boolean isReached = true;
        while (isReached) {
            assertThat(number).isLessThan(CALLS_MAX);
            isReached = oneLife(new At(number, kind));
            number++;
        }
        assertThat(number).isGreaterThan(100);
    }

    private static boolean oneLife(At fault) throws Exception {
        MemoryFileSystem disk = new MemoryFileSystem();
        disk.mkdir("/v1", 0755);
        disk.syncFolder("/");
        FaultyFileSystem files = new FaultyFileSystem(disk);
        Memory memory = new Memory();
        Life life;
        try (StoreFixture fixture = new StoreFixture(files, "/v1")) {
            for (int i = 0; i < 4; i++) {
                Folders.deliver(fixture.store(), Folders.message(i));
            }
            memory.look(fixture.store(), "INBOX");
            fixture.awaitRest();
            life = new Life(fixture, memory, fault.isOneCallOnly());
            files.set(fault);
            life.live();
            fixture.awaitRest();
        }
        boolean isReached = files.calls().size() >= fault.number;
        files.set(Fault.NONE);
        if (fault.isCrash()) {
            disk.crash(fault.kind == Kind.CRASH_KEEPS_NAMES);
        }
        try (StoreFixture healthy = new StoreFixture(files, "/v1")) {
            check(healthy, life, memory, fault.kind + " at call " + fault.number);
        } catch (AssertionError | Exception e) {
            throw new AssertionError(
                    fault.kind + " at call " + fault.number + ", done " + life.acknowledged, e);
        }
        return isReached;
    }

    private static void check(StoreFixture healthy, Life life, Memory memory, String what)
            throws Exception {
        MaildirStore store = healthy.store();
        Map<String, List<String>> places = new HashMap<>();
        AccountFolders folders = store.folders().of(Folders.ACCOUNT);
        for (String name : folders.tree().folders().keySet()) {
            FolderState state = memory.look(store, name);
            MailFolder folder = Folders.open(store, name);
            for (Message message : state) {
                String subject = whole(Folders.read(folder, message), what);
                places.computeIfAbsent(subject, _ -> new ArrayList<>()).add(name);
                if (name.equals("INBOX") && message.uid() == 1) {
                    assertFlags(life, "flag 1", message, SEEN.plus(WORD));
                }
                if (subject.equals("12")) {
                    assertThat(message.flags()).isEqualTo(SEEN);
                }
                if (subject.equals("10")) {
                    assertFlags(life, "add 10", message, SEEN);
                }
            }
        }
        assertPlaces(life, places, "add 10", "10", "INBOX");
        assertPlaces(life, places, "add 11", "11", "INBOX");
        assertThat(places.get("0")).as("delivered").contains("INBOX");
        assertReplaced(life, places);
        boolean mayBeRenamed = life.attempted.contains("rename");
        Set<String> copied = mayBeRenamed ? Set.of("A/B", "C/B") : Set.of("A/B");
        if (life.acknowledged.contains("copy 1")) {
            assertThat(places.get("0")).containsAnyElementsOf(copied);
        }
        assertThat(places).as("moved, or not").containsKey("1");
        if (life.acknowledged.contains("move 2")) {
            assertThat(places.get("1")).hasSize(1).containsAnyElementsOf(copied);
        }
        if (life.acknowledged.contains("expunge 3")) {
            assertThat(places).doesNotContainKey("2");
        }
        if (life.acknowledged.contains("subscribe")) {
            assertThat(folders.tree().subscriptions()).containsExactly("C/B");
        }
        // Everything works again, whatever was left.
        Folders.add(Folders.open(store, "INBOX"), Folders.message(20), Flags.NONE);
        memory.look(store, "INBOX");
    }

    /** One is there, never both and never neither, whatever became of it. */
    private static void assertReplaced(Life life, Map<String, List<String>> places) {
        List<String> both = new ArrayList<>(places.getOrDefault("3", List.of()));
        both.addAll(places.getOrDefault("12", List.of()));
        assertThat(both).as("replaced, or not").containsExactly("INBOX");
        if (life.acknowledged.contains("replace 4")) {
            assertThat(places).containsKey("12");
        }
    }

    private static void assertPlaces(
            Life life,
            Map<String, List<String>> places,
            String deed,
            String subject,
            String place) {
        if (life.acknowledged.contains(deed)) {
            assertThat(places.get(subject)).as(deed).containsExactly(place);
        } else {
            // Where only one call failed, a client that tries again does not make two.
            assertThat(places.getOrDefault(subject, List.of()).size())
                    .as(deed)
                    .isLessThanOrEqualTo(life.isOneCallOnly ? 0 : 1);
        }
    }

    private static void assertFlags(Life life, String deed, Message message, Flags flags) {
        if (life.acknowledged.contains(deed)) {
            assertThat(message.flags().intersection(flags)).as(deed).isEqualTo(flags);
        }
    }

    /** The message's number; all of it must be there. */
    private static String whole(byte[] octets, String what) {
        String text = new String(octets, StandardCharsets.US_ASCII);
        String subject = text.substring("Subject: ".length(), text.indexOf('\r'));
        byte[] expected =
                subject.equals("11") ? large() : Folders.message(Integer.parseInt(subject));
        assertThat(octets).as(what).isEqualTo(expected);
        return subject;
    }

    @Test
    void theLifeItselfGoesWell() throws Exception {
        assertThat(oneLife(new At(Integer.MAX_VALUE, Kind.FAILS))).isFalse();
    }
}

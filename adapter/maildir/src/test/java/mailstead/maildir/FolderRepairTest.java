package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of what somebody left half done, removed, damaged or put there: on two nodes. */
class FolderRepairTest {

    private static final String HOME = "/v1/12/34/tevie";
    private static final Flags SEEN = Flags.of(Flags.System.SEEN);

    private final MemoryFileSystem disk = new MemoryFileSystem();
    private FaultyFileSystem files;
    private StoreFixture one;
    private StoreFixture other;

    @BeforeEach
    void start() throws IOException {
        disk.mkdir("/v1", 0755);
        files = new FaultyFileSystem(disk);
        one = new StoreFixture(files, "/v1");
        other = new StoreFixture(disk, "/v1");
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    private MailFolder here(String name) throws Exception {
        return Folders.open(one.store(), name);
    }

    private MailFolder there(String name) throws Exception {
        return Folders.open(other.store(), name);
    }

    private void deliver(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Folders.deliver(one.store(), Folders.message(i));
        }
        here("INBOX").refresh(Duration.ZERO);
        one.awaitRest();
    }

    private List<String> names(String folder) throws IOException {
        return disk.list(folder).stream().map(FileSystem.Entry::name).sorted().toList();
    }

    /** From the first such call on nothing works any more. */
    private record Dying(String call, String path, AtomicBoolean isDead) implements Fault {
        Dying(String call, String path) {
            this(call, path, new AtomicBoolean());
        }

        @Override
        public void before(Call made) throws IOException {
            if (made.name().equals(call) && made.path().contains(path)) {
                isDead.set(true);
            }
            if (isDead.get()) {
                throw new FileFailure(made.name(), made.path(), Errno.EIO);
            }
        }
    }

    // ---- half done

    @Test
    void aMessageWithAUidThatIsStillInTmpIsHelpedAlong() throws Exception {
        deliver(1);
        MailFolder inbox = here("INBOX");
        files.set(new Dying("rename", "/cur/"));
        assertThatThrownBy(() -> Folders.add(inbox, Folders.message(7), SEEN))
                .isInstanceOf(MailException.class);
        assertThat(names(HOME + "/tmp")).hasSize(1);
        FolderState state = there("INBOX").refresh(Duration.ZERO);
        assertThat(state.size()).isEqualTo(2);
        Message added = state.get(1);
        assertThat(added.flags()).isEqualTo(SEEN);
        assertThat(added.receivedSeconds()).isEqualTo(1_000_000_000);
        assertThat(Folders.read(there("INBOX"), added)).isEqualTo(Folders.message(7));
        assertThat(names(HOME + "/tmp")).isEmpty();
        assertThat(names(HOME + "/cur")).hasSize(1).first().asString().endsWith(":2,S");
    }

    @Test
    void whatMayHaveGotAUidIsKeptAndWhatHasNotIsCollected() throws Exception {
        deliver(1);
        MailFolder inbox = here("INBOX");
        files.set(new Dying("link", "mailstead.log"));
        assertThatThrownBy(() -> Folders.add(inbox, Folders.message(7), SEEN))
                .isInstanceOf(MailException.class);
        one.awaitRest();
        there("INBOX").refresh(Duration.ZERO);
        other.awaitRest();
        assertThat(names(HOME + "/tmp")).hasSize(1);
        disk.setTime(Instant.ofEpochSecond(1_800_000_000).plus(Duration.ofHours(37)));
        other.advance(Duration.ofDays(2));
        Folders.deliver(other.store(), Folders.message(1));
        other.awaitRest();
        there("INBOX").refresh(Duration.ZERO);
        other.awaitRest();
        assertThat(names(HOME + "/tmp")).isEmpty();
        assertThat(there("INBOX").known().size()).isEqualTo(2);
    }

    @Test
    void aDeliveryNeverCollectsWhatHasAUid() throws Exception {
        deliver(1);
        MailFolder inbox = here("INBOX");
        files.set(new Dying("rename", "/cur/"));
        assertThatThrownBy(() -> Folders.add(inbox, Folders.message(7), SEEN))
                .isInstanceOf(MailException.class);
        disk.setTime(Instant.ofEpochSecond(1_800_000_000).plus(Duration.ofHours(37)));
        other.advance(Duration.ofDays(2));
        Folders.deliver(other.store(), Folders.message(1));
        other.awaitRest();
        assertThat(names(HOME + "/tmp")).hasSize(1);
        assertThat(there("INBOX").refresh(Duration.ZERO).size()).isEqualTo(3);
    }

    @Test
    void theFileOfAnExpungedMessageGoesAndNeverComesBack() throws Exception {
        deliver(2);
        MailFolder inbox = here("INBOX");
        files.set(new Dying("unlink", "/new/"));
        assertThat(Folders.expunge(inbox, NumberSet.of(1)).size()).isEqualTo(1);
        one.awaitRest();
        assertThat(names(HOME + "/new")).hasSize(2);
        assertThat(there("INBOX").refresh(Duration.ZERO).uids()).isEqualTo(NumberSet.of(2));
        assertThat(names(HOME + "/new")).hasSize(1);
    }

    @Test
    void filesThatCannotBeRemovedDoNotComeBackHoweverManyAreExpunged() throws Exception {
        int count = 60;
        for (int round = 0; round < 40; round++) {
            deliver(count);
            MailFolder inbox = here("INBOX");
            // The files of the first round stay until somebody looks.
            files.set(round == 0 ? new Dying("unlink", "/new/") : Fault.NONE);
            Folders.expunge(inbox, NumberSet.ALL);
            one.awaitRest();
            files.set(Fault.NONE);
            if (round == 0) {
                assertThat(names(HOME + "/new")).hasSize(count);
            }
        }
        assertThat(there("INBOX").refresh(Duration.ZERO).size()).isZero();
        assertThat(names(HOME + "/new")).isEmpty();
    }

    // ---- other software

    @Test
    void whatOtherSoftwareTookVanishesAndWhatItBringsIsNew() throws Exception {
        deliver(3);
        there("INBOX").refresh(Duration.ZERO);
        String name = names(HOME + "/new").getFirst();
        long uid = 1;
        disk.rename(HOME + "/new/" + name, "/v1/aside");
        FolderState without = there("INBOX").refresh(Duration.ZERO);
        assertThat(without.byUid(uid)).isEmpty();
        assertThat(without.size()).isEqualTo(2);
        assertThat(here("INBOX").refresh(Duration.ZERO).uids()).isEqualTo(without.uids());
        disk.rename("/v1/aside", HOME + "/cur/" + name + ":2,FS");
        FolderState again = here("INBOX").refresh(Duration.ZERO);
        assertThat(again.uids()).isEqualTo(NumberSet.of(2, 3, 4));
        assertThat(again.get(2).flags())
                .isEqualTo(Flags.of(Flags.System.FLAGGED, Flags.System.SEEN));
    }

    @Test
    void aNameThatOneListingMissesIsNotGone() throws Exception {
        deliver(3);
        MailFolder inbox = here("INBOX");
        String name = names(HOME + "/new").getFirst();
        String path = HOME + "/new/" + name;
        disk.rename(path, HOME + "/cur/" + name + ":2,");
        String current = HOME + "/cur/" + name + ":2,";
        inbox.refresh(Duration.ZERO);
        for (int misses : List.of(1, 2)) {
            int[] left = {misses};
            files.set(
                    new Fault() {
                        @Override
                        public void before(Call call) throws IOException {
                            if (isMissed(call)) {
                                disk.rename(current, "/v1/aside");
                            }
                        }

                        @Override
                        public void after(Call call) throws IOException {
                            if (isMissed(call)) {
                                disk.rename("/v1/aside", current);
                                left[0]--;
                            }
                        }

                        private boolean isMissed(Call call) {
                            return call.name().equals("list")
                                    && call.path().endsWith("/cur")
                                    && left[0] > 0;
                        }
                    });
            assertThat(inbox.refresh(Duration.ZERO).uids()).isEqualTo(NumberSet.range(1, 3));
            assertThat(left[0]).isZero();
            files.set(Fault.NONE);
        }
    }

    @Test
    void aFolderWithoutItsFilesIsDoubtAndNotAFolderWithoutMessages() throws Exception {
        deliver(2);
        disk.rename(HOME + "/cur", "/v1/aside");
        for (String name : names(HOME + "/new")) {
            disk.rename(HOME + "/new/" + name, "/v1/aside/" + name + ":2,");
        }
        assertThatThrownBy(() -> there("INBOX").refresh(Duration.ZERO))
                .isInstanceOf(MailException.class);
        disk.rename("/v1/aside", HOME + "/cur");
        assertThat(there("INBOX").refresh(Duration.ZERO).uids()).isEqualTo(NumberSet.of(1, 2));
    }

    @Test
    void messagesAreReadWhereverTheyHaveMoved() throws Exception {
        deliver(1);
        Message message = here("INBOX").known().get(0);
        String name = names(HOME + "/new").getFirst();
        disk.rename(HOME + "/new/" + name, HOME + "/cur/" + name + ":2,S");
        assertThat(Folders.read(here("INBOX"), message)).isEqualTo(Folders.message(0));
        disk.rename(HOME + "/cur/" + name + ":2,S", HOME + "/cur/" + name + ":2,RS");
        assertThat(Folders.read(here("INBOX"), message)).isEqualTo(Folders.message(0));
        disk.unlink(HOME + "/cur/" + name + ":2,RS");
        assertThatThrownBy(() -> Folders.read(here("INBOX"), message))
                .isInstanceOf(mailstead.spi.MessageGone.class);
    }

    @Test
    void foreignFoldersAreTakenIn() throws Exception {
        deliver(1);
        here("INBOX");
        for (String folder : List.of(".Work.&AOk-t&AOk-.2&AC4-0", ".INBOX", ".a%b", ".ssh")) {
            disk.mkdir(HOME + "/" + folder, 0700);
            if (!folder.equals(".ssh")) {
                disk.mkdir(HOME + "/" + folder + "/cur", 0700);
                disk.mkdir(HOME + "/" + folder + "/new", 0700);
            }
        }
        put(HOME + "/.Work.&AOk-t&AOk-.2&AC4-0/cur/5.x:2,S", "a\nb\n");
        one.advance(Duration.ofMinutes(6));
        AccountFolders folders = one.store().folders().of(Folders.ACCOUNT);
        assertThat(folders.tree().folders().keySet())
                .containsExactly("INBOX", "INBOX_", "Work/été/2.0", "a_b");
        Message found = here("Work/été/2.0").refresh(Duration.ZERO).get(0);
        assertThat(found.flags()).isEqualTo(SEEN);
        assertThat(found.receivedSeconds()).isEqualTo(1_800_000_000);
        assertThat(found.size()).isEmpty();
        assertThat(Folders.read(here("Work/été/2.0"), found))
                .isEqualTo("a\r\nb\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(other.store().folders().of(Folders.ACCOUNT).tree()).isEqualTo(folders.tree());
    }

    private void put(String path, String text) throws IOException {
        try (FileSystem.File file = disk.create(path, 0600)) {
            byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
            file.write(octets, 0, octets.length);
        }
    }

    @Test
    void aDirectoryCopiedAsAWholeIsAnotherFolder() throws Exception {
        Folders.create(one.store(), "A");
        Folders.add(here("A"), Folders.message(1), SEEN);
        copyTree(HOME + "/.A", HOME + "/.B");
        one.advance(Duration.ofMinutes(6));
        FolderTree tree = one.store().folders().of(Folders.ACCOUNT).tree();
        assertThat(tree.folders().keySet()).containsExactly("A", "B", "INBOX");
        assertThat(tree.folder("B").orElseThrow().mailboxId())
                .isNotEqualTo(tree.folder("A").orElseThrow().mailboxId());
        FolderState b = here("B").refresh(Duration.ZERO);
        assertThat(b.mailboxId()).isEqualTo(tree.folder("B").orElseThrow().mailboxId());
        assertThat(b.get(0).flags()).isEqualTo(SEEN);
        Folders.flag(here("B"), NumberSet.of(1), Flags.of(Flags.System.DRAFT));
        assertThat(here("A").refresh(Duration.ZERO).get(0).flags()).isEqualTo(SEEN);
    }

    private void copyTree(String from, String to) throws IOException {
        disk.mkdir(to, 0700);
        for (FileSystem.Entry entry : disk.list(from)) {
            String name = "/" + entry.name();
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                copyTree(from + name, to + name);
            } else {
                disk.link(from + name, to + name);
            }
        }
    }

    // ---- written through

    @Test
    void whenNobodyWatchesAnyMoreNamesSayWhatIsKnown() throws Exception {
        deliver(3);
        try (MailFolder.Watch watch = here("INBOX").watch(() -> {})) {
            assertThat(watch).isNotNull();
            Folders.flag(here("INBOX"), NumberSet.of(1), SEEN.plus(Flags.ofKeywords("Work")));
            Folders.flag(here("INBOX"), NumberSet.of(2), Flags.ofKeywords("$Forwarded", "x"));
            one.awaitRest();
            assertThat(names(HOME + "/new")).hasSize(3);
        }
        one.awaitRest();
        assertThat(names(HOME + "/new")).isEmpty();
        assertThat(names(HOME + "/cur").stream().map(name -> name.replaceAll(".*:", "")))
                .containsExactly("2,Sa", "2,Pb", "2,");
        assertThat(text(HOME + "/dovecot-keywords")).isEqualTo("0 Work\n1 x\n");
        assertThat(Folders.read(here("INBOX"), here("INBOX").known().get(0)))
                .isEqualTo(Folders.message(0));
        assertThat(there("INBOX").refresh(Duration.ZERO).size()).isEqualTo(3);
    }

    @Test
    void aQuietFolderIsMadeTidyWhileItIsWatched() throws Exception {
        deliver(200);
        Folders.flag(here("INBOX"), NumberSet.ALL, SEEN);
        here("INBOX").refresh(Duration.ZERO);
        one.awaitRest();
        assertThat(names(HOME + "/new")).hasSize(200);
        one.advance(Duration.ofSeconds(61));
        here("INBOX").refresh(Duration.ofSeconds(1));
        one.awaitRest();
        assertThat(names(HOME + "/new")).isEmpty();
        assertThat(names(HOME + "/cur")).hasSize(200).allMatch(name -> name.endsWith(":2,S"));
        assertThat(here("INBOX").refresh(Duration.ZERO).size()).isEqualTo(200);
    }

    private String text(String path) throws IOException {
        try (FileSystem.File file = disk.open(path)) {
            byte[] octets = new byte[10_000];
            return new String(
                    octets,
                    0,
                    Math.max(0, file.read(octets, 0, octets.length)),
                    StandardCharsets.UTF_8);
        }
    }

    // ---- lost and damaged

    private void makeTidyHistory() throws Exception {
        deliver(3);
        try (MailFolder.Watch watch = here("INBOX").watch(() -> {})) {
            assertThat(watch).isNotNull();
            Folders.flag(here("INBOX"), NumberSet.of(1), SEEN.plus(Flags.ofKeywords("Work")));
        }
        one.awaitRest();
    }

    @Test
    void aLostLogLosesUidsButNotFlags() throws Exception {
        makeTidyHistory();
        long before = here("INBOX").known().uidValidity();
        String mailboxId = here("INBOX").known().mailboxId();
        removeTree(HOME + "/mailstead.log");
        FolderState after = there("INBOX").refresh(Duration.ZERO);
        assertThat(after.uidValidity()).isGreaterThan(before);
        assertThat(after.mailboxId()).isEqualTo(mailboxId);
        assertThat(after.size()).isEqualTo(3);
        assertThat(after.get(0).flags()).isEqualTo(SEEN.plus(Flags.ofKeywords("Work")));
        assertThat(after.get(0).receivedSeconds()).isEqualTo(1_800_000_000);
        FolderState here = here("INBOX").refresh(Duration.ZERO);
        assertThat(here.uidValidity()).isEqualTo(after.uidValidity());
        assertThat(Folders.messages(here)).isEqualTo(Folders.messages(after));
        Folders.flag(here("INBOX"), NumberSet.of(2), SEEN);
        assertThat(there("INBOX").refresh(Duration.ZERO).get(1).flags()).isEqualTo(SEEN);
    }

    @Test
    void everyLossIsAnotherUidValidityWhateverTheClockSays() throws Exception {
        makeTidyHistory();
        Set<Long> validities = new java.util.TreeSet<>();
        long last = here("INBOX").known().uidValidity();
        for (int i = 0; i < 4; i++) {
            removeTree(HOME + "/mailstead.log");
            FolderState state =
                    (i % 2 == 0 ? there("INBOX") : here("INBOX")).refresh(Duration.ZERO);
            assertThat(state.uidValidity()).isGreaterThan(last);
            last = state.uidValidity();
            validities.add(last);
        }
        assertThat(validities).hasSize(4);
    }

    @Test
    void aDamagedLogIsMadeAnewAndTheOperatorIsTold() throws Exception {
        makeTidyHistory();
        long before = here("INBOX").known().uidValidity();
        damage(HOME + "/mailstead.log");
        FolderState after = there("INBOX").refresh(Duration.ZERO);
        assertThat(after.uidValidity()).isGreaterThan(before);
        assertThat(after.size()).isEqualTo(3);
        assertThat(after.get(0).flags()).isEqualTo(SEEN.plus(Flags.ofKeywords("Work")));
        List<Event> told = new ArrayList<>(other.events());
        assertThat(told)
                .anySatisfy(event -> assertThat(event.toString()).contains("LOST 12/34/tevie"));
        FolderState here = here("INBOX").refresh(Duration.ZERO);
        assertThat(here.uidValidity()).isEqualTo(after.uidValidity());
    }

    @Test
    void aLostTreeIsBuiltFromTheDirectories() throws Exception {
        Folders.create(one.store(), "Work/2026");
        Message kept = Folders.add(here("Work/2026"), Folders.message(1), SEEN);
        AccountFolders folders = one.store().folders().of(Folders.ACCOUNT);
        folders.request(new TreeRequest.Subscribe("Work/2026", true));
        one.awaitRest();
        FolderTree before = folders.tree();
        FolderState work = here("Work/2026").known();
        removeTree(HOME + "/mailstead.folders");
        FolderTree after = other.store().folders().of(Folders.ACCOUNT).tree();
        assertThat(after.folders().keySet()).isEqualTo(before.folders().keySet());
        assertThat(after.folder("Work/2026").orElseThrow().mailboxId()).isEqualTo(work.mailboxId());
        assertThat(after.subscriptions()).containsExactly("Work/2026");
        FolderState found = there("Work/2026").refresh(Duration.ZERO);
        assertThat(found.uidValidity()).isEqualTo(work.uidValidity());
        assertThat(Folders.messages(found)).containsExactly(kept);
        assertThat(folders.tree().folders().keySet()).isEqualTo(before.folders().keySet());
    }

    @Test
    void aDamagedTreeIsMadeAnew() throws Exception {
        Folders.create(one.store(), "A");
        FolderState a = here("A").refresh(Duration.ZERO);
        damage(HOME + "/mailstead.folders");
        FolderTree after = other.store().folders().of(Folders.ACCOUNT).tree();
        assertThat(after.folder("A").orElseThrow().mailboxId()).isEqualTo(a.mailboxId());
        Folders.create(other.store(), "B");
        assertThat(one.store().folders().of(Folders.ACCOUNT).tree().folders().keySet())
                .containsExactly("A", "B", "INBOX");
    }

    private void removeTree(String path) throws IOException {
        for (FileSystem.Entry entry : disk.list(path)) {
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                removeTree(path + "/" + entry.name());
            } else {
                disk.unlink(path + "/" + entry.name());
            }
        }
        disk.rmdir(path);
    }

    /** Overwrites all files below with something else. */
    private void damage(String path) throws IOException {
        for (FileSystem.Entry entry : disk.list(path)) {
            String inner = path + "/" + entry.name();
            if (entry.kind() == FileSystem.Kind.FOLDER) {
                damage(inner);
            } else {
                disk.unlink(inner);
                put(inner, "damaged");
            }
        }
    }

    // ---- deleted folders

    @Test
    void theDirectoryOfADeletedFolderGoesAndIsNeverUsedAgain() throws Exception {
        Folders.create(one.store(), "A");
        for (int i = 0; i < 600; i++) {
            put(HOME + "/.A/cur/" + i + ".x:2,", "x\n");
        }
        here("A").refresh(Duration.ZERO);
        AccountFolders folders = one.store().folders().of(Folders.ACCOUNT);
        folders.request(new TreeRequest.Delete("A"));
        one.awaitRest();
        assertThat(names(HOME)).noneMatch(name -> name.contains(".A"));
        // Somebody who slept makes it again.
        disk.mkdir(HOME + "/.A", 0700);
        disk.mkdir(HOME + "/.A/cur", 0700);
        one.advance(Duration.ofMinutes(6));
        assertThat(folders.tree().folders().keySet()).containsExactly("INBOX");
        one.awaitRest();
        assertThat(names(HOME)).noneMatch(name -> name.contains(".A"));
        Folders.create(one.store(), "A");
        assertThat(folders.tree().folder("A").orElseThrow().directory()).isEqualTo(".A_2");
    }

    @Test
    void whatIsAddedToAFolderThatIsDeletedMeanwhileIsNotAcknowledged() throws Exception {
        Folders.create(one.store(), "A");
        MailFolder a = here("A");
        a.refresh(Duration.ZERO);
        files.set(
                new Fault() {
                    @Override
                    public void before(Call call) throws IOException {
                        if (call.name().equals("syncFolder") && call.path().endsWith("/cur")) {
                            files.set(Fault.NONE);
                            try {
                                other.store()
                                        .folders()
                                        .of(Folders.ACCOUNT)
                                        .request(new TreeRequest.Delete("A"));
                            } catch (MailException e) {
                                throw new IOException(e);
                            }
                        }
                    }
                });
        assertThatThrownBy(() -> Folders.add(a, Folders.message(1), SEEN))
                .isInstanceOf(FolderGone.class);
    }
}

package mailstead.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.folder.TreeRequest;
import mailstead.mail.mime.Digest;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.Home;
import mailstead.spi.MailFolder;
import mailstead.spi.MailFolders;
import mailstead.spi.MessageGone;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import org.junit.jupiter.api.Test;

/** What every {@link MailFolders} does, seen by two nodes over one storage. */
public abstract class MailFoldersContract {

    private static final Flags SEEN = Flags.of(Flags.System.SEEN);

    /** The same one during a test. */
    protected abstract MailFolders node();

    /** Another node over the same storage, the same one during a test. */
    protected abstract MailFolders otherNode();

    /** As the store's delivery does, into INBOX. */
    protected abstract void deliver(Account account, byte[] octets) throws Exception;

    /** The volume where new accounts of these tests lie. */
    protected String volume() {
        return "v1";
    }

    // ---- messages

    @Test
    void aNewAccountHasAnEmptyInbox() throws Exception {
        FolderTree tree = node().of(account()).tree();
        assertThat(tree.folders().keySet()).containsExactly("INBOX");
        FolderState state = inbox(node()).refresh(Duration.ZERO);
        assertThat(state.size()).isZero();
        assertThat(state.uidNext()).isEqualTo(1);
        assertThat(state.uidValidity()).isBetween(1L, NumberSet.MAX);
        assertThat(state.mailboxId()).matches("[A-Za-z0-9_-]{1,255}");
        assertThat(inbox(otherNode()).refresh(Duration.ZERO).uidValidity())
                .isEqualTo(state.uidValidity());
    }

    @Test
    void deliveredMessagesGetUidsInTheirOrderAndAllNodesAgree() throws Exception {
        for (int i = 0; i < 5; i++) {
            deliver(account(), message(i));
        }
        FolderState here = inbox(node()).refresh(Duration.ZERO);
        deliver(account(), message(5));
        FolderState there = inbox(otherNode()).refresh(Duration.ZERO);
        FolderState again = inbox(node()).refresh(Duration.ZERO);
        assertThat(uids(here)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(uids(there)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(messages(again)).isEqualTo(messages(there));
        for (int i = 0; i < 6; i++) {
            assertThat(read(inbox(node()), again.get(i))).isEqualTo(message(i));
            assertThat(again.get(i).size()).hasValue(message(i).length);
            assertThat(again.get(i).flags()).isEqualTo(Flags.NONE);
        }
    }

    @Test
    void allNodesTellTheSameOfAMessageAgainAndAgain() throws Exception {
        for (int i = 0; i < 12; i++) {
            deliver(account(), message(i));
        }
        try (MailFolder.Watch watch = inbox(node()).watch(() -> {})) {
            assertThat(watch).isNotNull();
            for (int round = 0; round < 2; round++) {
                for (Message message : inbox(node()).refresh(Duration.ZERO)) {
                    assertThat(inbox(node()).digest(message)).isEqualTo(digestOf(message.uid()));
                }
            }
        }
        for (Message message : inbox(otherNode()).refresh(Duration.ZERO)) {
            assertThat(inbox(otherNode()).digest(message)).isEqualTo(digestOf(message.uid()));
        }
    }

    private static Digest digestOf(long uid) throws IOException {
        return Digest.read(new ByteArrayInputStream(message((int) uid - 1)));
    }

    @Test
    void aRefreshThatIsYoungEnoughIsNotRepeated() throws Exception {
        inbox(node()).refresh(Duration.ZERO);
        deliver(account(), message(1));
        assertThat(inbox(node()).refresh(Duration.ofDays(1)).size()).isZero();
        assertThat(inbox(node()).known().size()).isZero();
        assertThat(inbox(node()).refresh(Duration.ZERO).size()).isEqualTo(1);
        assertThat(inbox(node()).known().size()).isEqualTo(1);
    }

    @Test
    void flagsSetByOneNodeAreSeenByTheOther() throws Exception {
        deliverAndRefresh(3);
        FolderState before = inbox(otherNode()).refresh(Duration.ZERO);
        Flags wanted = SEEN.plus(Flags.ofKeywords("$Forwarded", "a-b_c", "NonJunk"));
        FolderState mine = flag(inbox(node()), NumberSet.of(2, 3, 99), Change.Mode.ADD, wanted);
        FolderState theirs = inbox(otherNode()).refresh(Duration.ZERO);
        assertThat(messages(theirs)).isEqualTo(messages(mine));
        assertThat(theirs.byUid(2).orElseThrow().flags()).isEqualTo(wanted);
        assertThat(theirs.highestModSeq()).isGreaterThan(before.highestModSeq());
        assertThat(theirs.changedSince(before.highestModSeq()))
                .extracting(Message::uid)
                .containsExactly(2L, 3L);
        flag(inbox(otherNode()), NumberSet.of(2), Change.Mode.REMOVE, SEEN);
        flag(inbox(node()), NumberSet.of(2), Change.Mode.ADD, Flags.of(Flags.System.FLAGGED));
        assertThat(inbox(node()).known().byUid(2).orElseThrow().flags())
                .isEqualTo(wanted.minus(SEEN).plus(Flags.of(Flags.System.FLAGGED)));
        FolderState replaced =
                flag(inbox(node()), NumberSet.of(2), Change.Mode.REPLACE, Flags.ofKeywords("x"));
        assertThat(replaced.byUid(2).orElseThrow().flags()).isEqualTo(Flags.ofKeywords("x"));
    }

    @Test
    void manyChangesOfManySessionsOnTwoNodesAllHappen() throws Exception {
        int sessions = 4;
        int each = 25;
        for (int i = 0; i < sessions * each; i++) {
            deliver(account(), message(i));
        }
        inbox(node()).refresh(Duration.ZERO);
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int s = 0; s < sessions; s++) {
                int session = s;
                MailFolder folder = inbox(s % 2 == 0 ? node() : otherNode());
                all.add(
                        pool.submit(() -> {
                            for (int i = 0; i < each; i++) {
                                long uid = 1L + i * sessions + session;
                                Flags keyword = Flags.ofKeywords("k" + uid);
                                flag(folder, NumberSet.of(uid), Change.Mode.ADD, keyword);
                            }
                            return session;
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        for (MailFolders node : List.of(node(), otherNode())) {
            for (Message message : inbox(node).refresh(Duration.ZERO)) {
                assertThat(message.flags()).isEqualTo(Flags.ofKeywords("k" + message.uid()));
            }
        }
    }

    @Test
    void anExpungedMessageIsGoneForAllAndItsUidNeverComesBack() throws Exception {
        deliverAndRefresh(3);
        FolderState before = inbox(otherNode()).refresh(Duration.ZERO);
        Message second = before.byUid(2).orElseThrow();
        expunge(inbox(node()), NumberSet.of(2, 3));
        FolderState after = inbox(otherNode()).refresh(Duration.ZERO);
        assertThat(uids(after)).containsExactly(1L);
        assertThat(after.removedSince(before.highestModSeq())).isEqualTo(NumberSet.of(2, 3));
        assertThat(after.since(before).removed()).isEqualTo(NumberSet.of(2, 3));
        assertThatThrownBy(() -> read(inbox(otherNode()), second)).isInstanceOf(MessageGone.class);
        deliver(account(), message(9));
        assertThat(uids(inbox(node()).refresh(Duration.ZERO))).containsExactly(1L, 4L);
        expunge(inbox(otherNode()), NumberSet.of(2));
        assertThat(uids(inbox(node()).refresh(Duration.ZERO))).containsExactly(1L, 4L);
    }

    @Test
    void aDecisionIsMadeOnTheNewestState() throws Exception {
        deliverAndRefresh(1);
        inbox(otherNode()).refresh(Duration.ZERO);
        flag(inbox(node()), NumberSet.of(1), Change.Mode.ADD, SEEN);
        long[] seenModSeq = new long[1];
        inbox(otherNode())
                .change(newest -> {
                    seenModSeq[0] = newest.byUid(1).orElseThrow().modSeq();
                    return List.of();
                });
        assertThat(seenModSeq[0]).isEqualTo(inbox(node()).known().byUid(1).orElseThrow().modSeq());
    }

    // ---- content

    @Test
    void addedMessagesComeOutOctetForOctetFromEveryPlace() throws Exception {
        Random random = new Random(1);
        MailFolder folder = inbox(node());
        List<byte[]> messages = new ArrayList<>();
        for (String text :
                List.of("", "a", "a\r\n", "a\nb\r\n", "a\r", "\r\r\n", "x\r\n\r\ny\r\n")) {
            messages.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        for (int size : List.of(1000, 65_535, 65_537, 300_001)) {
            byte[] octets = new byte[size];
            for (int i = 0; i < size; i++) {
                octets[i] = (byte) "\r\n\0ab".charAt(random.nextInt(5));
            }
            messages.add(octets);
            messages.add("0123456789\r\n".repeat(size / 12).getBytes(StandardCharsets.US_ASCII));
        }
        Instant date = Instant.parse("2001-02-03T04:05:06Z");
        for (byte[] octets : messages) {
            Message added = add(folder, octets, SEEN.plus(Flags.ofKeywords("k")), date);
            assertThat(added.flags()).isEqualTo(SEEN.plus(Flags.ofKeywords("k")));
            assertThat(added.internalDate()).isEqualTo(date);
            assertThat(added.size()).hasValue(octets.length);
            Message seen =
                    inbox(otherNode()).refresh(Duration.ZERO).byUid(added.uid()).orElseThrow();
            assertThat(seen).isEqualTo(added);
            assertThat(read(inbox(otherNode()), seen)).isEqualTo(octets);
            for (int i = 0; i < 4; i++) {
                int from = random.nextInt(octets.length + 1);
                try (InputStream in = folder.read(added, from)) {
                    assertThat(in.readAllBytes())
                            .isEqualTo(java.util.Arrays.copyOfRange(octets, from, octets.length));
                }
            }
        }
    }

    @Test
    void severalMessagesAreAddedTogetherInTheirOrder() throws Exception {
        MailFolder folder = inbox(node());
        List<MailFolder.Addition> additions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            additions.add(
                    new MailFolder.Addition(
                            upload(folder, message(i)), Flags.NONE, Optional.empty()));
        }
        List<Message> added = folder.add(additions);
        assertThat(added).extracting(Message::uid).containsExactly(1L, 2L, 3L);
        for (int i = 0; i < 3; i++) {
            assertThat(read(folder, added.get(i))).isEqualTo(message(i));
        }
        assertThat(messages(inbox(otherNode()).refresh(Duration.ZERO))).isEqualTo(added);
    }

    @Test
    void whatIsNotAddedIsNeverSeen() throws Exception {
        MailFolder folder = inbox(node());
        try (MailFolder.Upload upload = upload(folder, message(1))) {
            assertThat(upload).isNotNull();
        }
        assertThat(folder.refresh(Duration.ZERO).size()).isZero();
        assertThat(inbox(otherNode()).refresh(Duration.ZERO).size()).isZero();
    }

    @Test
    void anOpenedMessageOutlivesItsRemoval() throws Exception {
        byte[] octets = "0123456789\r\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        Message added = add(inbox(node()), octets, Flags.NONE, Instant.EPOCH.plusSeconds(1));
        try (InputStream in = inbox(node()).read(added, 0)) {
            byte[] start = in.readNBytes(10);
            inbox(otherNode()).refresh(Duration.ZERO);
            expunge(inbox(otherNode()), NumberSet.of(added.uid()));
            assertThat(start.length + in.readAllBytes().length).isEqualTo(octets.length);
        }
    }

    // ---- copies

    @Test
    void aCopyIsTheSameMessageWithAUidOfItsOwn() throws Exception {
        deliverAndRefresh(3);
        create("Archive");
        flag(inbox(node()), NumberSet.of(2), Change.Mode.ADD, SEEN.plus(Flags.ofKeywords("k")));
        MailFolder.Copied copied =
                inbox(node()).copy(NumberSet.of(2, 3, 77), folder(node(), "Archive"));
        assertThat(copied.sources()).containsExactly(2L, 3L);
        FolderState archive = folder(otherNode(), "Archive").refresh(Duration.ZERO);
        assertThat(messages(archive)).isEqualTo(copied.copies());
        assertThat(copied.uidValidity()).isEqualTo(archive.uidValidity());
        Message original = inbox(node()).known().byUid(2).orElseThrow();
        Message copy = archive.get(0);
        assertThat(copy.flags()).isEqualTo(original.flags());
        assertThat(copy.internalDate()).isEqualTo(original.internalDate());
        assertThat(copy.emailId()).isEqualTo(original.emailId());
        assertThat(copy.key()).isNotEqualTo(original.key());
        assertThat(read(folder(otherNode(), "Archive"), copy)).isEqualTo(message(1));
        assertThat(inbox(node()).refresh(Duration.ZERO).size()).isEqualTo(3);
        MailFolder.Copied beside = inbox(node()).copy(NumberSet.of(1), inbox(node()));
        assertThat(beside.copies()).extracting(Message::uid).containsExactly(4L);
        expunge(inbox(node()), NumberSet.of(1));
        assertThat(read(inbox(node()), beside.copies().getFirst())).isEqualTo(message(0));
    }

    @Test
    void aMovedMessageIsInOnePlaceOnly() throws Exception {
        deliverAndRefresh(3);
        create("Archive");
        Message original = inbox(node()).known().byUid(2).orElseThrow();
        MailFolder.Copied moved = inbox(node()).move(NumberSet.of(2), folder(node(), "Archive"));
        assertThat(moved.sources()).containsExactly(2L);
        assertThat(uids(inbox(otherNode()).refresh(Duration.ZERO))).containsExactly(1L, 3L);
        Message there = folder(otherNode(), "Archive").refresh(Duration.ZERO).get(0);
        assertThat(there.emailId()).isEqualTo(original.emailId());
        assertThat(read(folder(node(), "Archive"), there)).isEqualTo(message(1));
    }

    @Test
    void aReplacedMessageGivesItsPlaceInOneStep() throws Exception {
        deliverAndRefresh(3);
        FolderState before = inbox(node()).known();
        Message added = replace(2, message(7)).orElseThrow();
        assertThat(added.uid()).isEqualTo(4);
        FolderState after = inbox(otherNode()).refresh(Duration.ZERO);
        assertThat(uids(after)).containsExactly(1L, 3L, 4L);
        assertThat(after.since(before).removed()).isEqualTo(NumberSet.of(2));
        assertThat(read(inbox(otherNode()), added)).isEqualTo(message(7));
    }

    @Test
    void whatIsGoneIsNotReplaced() throws Exception {
        deliverAndRefresh(2);
        inbox(node()).known();
        expunge(inbox(otherNode()), NumberSet.of(2));
        assertThat(replace(2, message(7))).isEmpty();
        assertThat(replace(9, message(7))).isEmpty();
        assertThat(uids(inbox(otherNode()).refresh(Duration.ZERO))).containsExactly(1L);
    }

    private Optional<Message> replace(long uid, byte[] octets) throws Exception {
        MailFolder.Upload upload = inbox(node()).upload();
        upload.write(octets, 0, octets.length);
        return inbox(node())
                .replace(uid, new MailFolder.Addition(upload, Flags.NONE, Optional.empty()));
    }

    @Test
    void whatIsMovedTwiceAtOnceIsInOnePlace() throws Exception {
        deliverAndRefresh(3);
        create("A");
        create("B");
        inbox(otherNode()).refresh(Duration.ZERO);
        inbox(node()).move(NumberSet.of(2), folder(node(), "A"));
        // The other node does not know yet.
        MailFolder.Copied late =
                inbox(otherNode()).move(NumberSet.of(1, 2), folder(otherNode(), "B"));
        assertThat(late.sources()).containsExactly(1L);
        assertThat(late.copies()).hasSize(1);
        assertThat(folder(node(), "A").refresh(Duration.ZERO).size()).isEqualTo(1);
        assertThat(folder(node(), "B").refresh(Duration.ZERO).size()).isEqualTo(1);
        assertThat(uids(inbox(node()).refresh(Duration.ZERO))).containsExactly(3L);
    }

    @Test
    void copiesTellHowFarTheyAre() throws Exception {
        deliverAndRefresh(150);
        create("Archive");
        List<Integer> done = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        Headway headway =
                (count, of) -> {
                    done.add(count);
                    all.add(of);
                };
        inbox(node()).copy(NumberSet.range(1, 100), folder(node(), "Archive"), headway);
        assertThat(done).hasSizeGreaterThan(2).isSorted();
        assertThat(done.getLast()).isEqualTo(100);
        assertThat(all).containsOnly(100);
        done.clear();
        inbox(node()).move(NumberSet.range(101, 150), folder(node(), "Archive"), headway);
        assertThat(done).isSorted().last().isEqualTo(50);
    }

    @Test
    void aCopyMayGoToAnotherAccount() throws Exception {
        deliverAndRefresh(1);
        Account friend = account("friend", Quota.NONE);
        AccountFolders theirs = node().of(friend);
        String inbox = theirs.tree().folder("INBOX").orElseThrow().mailboxId();
        MailFolder.Copied copied = inbox(node()).copy(NumberSet.of(1), theirs.folder(inbox));
        assertThat(copied.copies()).hasSize(1);
        assertThat(read(otherNode().of(friend).folder(inbox), copied.copies().getFirst()))
                .isEqualTo(message(0));
    }

    // ---- quota

    @Test
    void theQuotaHoldsForAllFoldersTogether() throws Exception {
        Account small = account("small", new Quota(OptionalLong.of(1000), OptionalLong.of(3)));
        AccountFolders folders = node().of(small);
        done(folders.request(new TreeRequest.Create("A", Set.of())));
        FolderTree tree = folders.tree();
        MailFolder a = folders.folder(tree.folder("A").orElseThrow().mailboxId());
        MailFolder inbox = folders.folder(tree.folder("INBOX").orElseThrow().mailboxId());
        add(a, new byte[600], Flags.NONE, Instant.EPOCH.plusSeconds(1));
        assertFull(() -> add(inbox, new byte[600], Flags.NONE, Instant.EPOCH.plusSeconds(1)));
        assertFull(() -> a.copy(NumberSet.of(1), inbox));
        assertThat(inbox.refresh(Duration.ZERO).size()).isZero();
        add(inbox, new byte[10], Flags.NONE, Instant.EPOCH.plusSeconds(1));
        add(inbox, new byte[10], Flags.NONE, Instant.EPOCH.plusSeconds(1));
        assertFull(() -> add(inbox, new byte[1], Flags.NONE, Instant.EPOCH.plusSeconds(1)));
        assertThat(folders.usage().messages()).isEqualTo(3);
        assertThat(folders.usage().octets()).isBetween(600L, 700L);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    @Test
    void aNewQuotaCountsInFoldersThatAreOpen() throws Exception {
        Quota little = new Quota(OptionalLong.of(1000), OptionalLong.empty());
        Quota more = new Quota(OptionalLong.of(1000), OptionalLong.of(2));
        MailFolders node = node();
        AccountFolders folders = node.of(account("small", little));
        FolderTree tree = folders.tree();
        MailFolder inbox = folders.folder(tree.folder("INBOX").orElseThrow().mailboxId());
        add(inbox, new byte[600], Flags.NONE, Instant.EPOCH);
        assertFull(() -> add(inbox, new byte[600], Flags.NONE, Instant.EPOCH));
        AccountFolders _ = node.of(account("small", Quota.NONE));
        add(inbox, new byte[600], Flags.NONE, Instant.EPOCH);
        AccountFolders _ = node.of(account("small", more));
        assertFull(() -> add(inbox, new byte[1], Flags.NONE, Instant.EPOCH));
    }

    private static void assertFull(Attempt attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        MailException.class,
                        full -> assertThat(full.reason()).isEqualTo(Reason.MAILBOX_FULL));
    }

    // ---- the tree

    @Test
    void foldersAreMadeRenamedAndDeletedForAllNodes() throws Exception {
        done(request(node(), new TreeRequest.Create("Work/2026/May", Set.of(SpecialUse.ARCHIVE))));
        assertThat(names(otherNode()))
                .containsExactly("INBOX", "Work", "Work/2026", "Work/2026/May");
        assertThat(otherNode().of(account()).tree().folder("Work/2026/May").orElseThrow().uses())
                .containsExactly(SpecialUse.ARCHIVE);
        Message added =
                add(
                        folder(otherNode(), "Work/2026/May"),
                        message(1),
                        SEEN,
                        Instant.EPOCH.plusSeconds(1));
        FolderState before = folder(node(), "Work/2026/May").refresh(Duration.ZERO);
        done(request(otherNode(), new TreeRequest.Rename("Work", "Arbeit/ü & . x")));
        assertThat(names(node()))
                .containsExactly(
                        "Arbeit",
                        "Arbeit/ü & . x",
                        "Arbeit/ü & . x/2026",
                        "Arbeit/ü & . x/2026/May",
                        "INBOX");
        MailFolder renamed = folder(node(), "Arbeit/ü & . x/2026/May");
        assertThat(renamed.mailboxId()).isEqualTo(before.mailboxId());
        assertThat(messages(renamed.refresh(Duration.ZERO))).containsExactly(added);
        assertThat(renamed.known().uidValidity()).isEqualTo(before.uidValidity());
        assertThat(read(renamed, added)).isEqualTo(message(1));
        done(request(node(), new TreeRequest.Delete("Arbeit/ü & . x/2026/May")));
        assertThat(names(otherNode())).doesNotContain("Arbeit/ü & . x/2026/May");
        assertThatThrownBy(() -> otherNode().of(account()).folder(before.mailboxId()))
                .isInstanceOf(FolderGone.class);
    }

    @Test
    void aFolderMadeAgainIsAnotherOne() throws Exception {
        List<Long> validities = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            MailFolders node = i % 2 == 0 ? node() : otherNode();
            done(request(node, new TreeRequest.Create("Again", Set.of())));
            FolderState state = folder(otherNode(), "Again").refresh(Duration.ZERO);
            assertThat(state.size()).isZero();
            validities.add(state.uidValidity());
            ids.add(state.mailboxId());
            add(folder(node(), "Again"), message(1), Flags.NONE, Instant.EPOCH.plusSeconds(1));
            done(request(otherNode(), new TreeRequest.Delete("Again")));
        }
        assertThat(validities).isSorted().doesNotHaveDuplicates();
        assertThat(ids).hasSize(4);
    }

    @Test
    void onADeletedFolderEverythingSaysSo() throws Exception {
        create("Gone");
        MailFolder here = folder(node(), "Gone");
        Message added = add(here, message(1), Flags.NONE, Instant.EPOCH.plusSeconds(1));
        MailFolder there = folder(otherNode(), "Gone");
        there.refresh(Duration.ZERO);
        done(request(node(), new TreeRequest.Delete("Gone")));
        assertThatThrownBy(() -> there.refresh(Duration.ZERO)).isInstanceOf(FolderGone.class);
        assertThatThrownBy(() -> flag(there, NumberSet.of(1), Change.Mode.ADD, SEEN))
                .isInstanceOf(FolderGone.class);
        assertThatThrownBy(() -> add(there, message(2), SEEN, Instant.EPOCH.plusSeconds(1)))
                .isInstanceOf(FolderGone.class);
        assertThatThrownBy(() -> read(there, added)).isInstanceOf(MessageGone.class);
        assertThat(names(node())).containsExactly("INBOX");
    }

    @Test
    void requestsThatCannotBeAreRefused() throws Exception {
        create("A/B");
        for (Map.Entry<TreeRequest, TreeRequest.Refusal> each :
                Map.<TreeRequest, TreeRequest.Refusal>of(
                                new TreeRequest.Create("A", Set.of()),
                                TreeRequest.Refusal.ALREADY_EXISTS,
                                new TreeRequest.Create("INBOX", Set.of()),
                                TreeRequest.Refusal.ALREADY_EXISTS,
                                new TreeRequest.Create("A//B", Set.of()),
                                TreeRequest.Refusal.BAD_NAME,
                                new TreeRequest.Create("A/../B", Set.of()),
                                TreeRequest.Refusal.BAD_NAME,
                                new TreeRequest.Delete("INBOX"),
                                TreeRequest.Refusal.INBOX,
                                new TreeRequest.Delete("Z"),
                                TreeRequest.Refusal.NONEXISTENT,
                                new TreeRequest.Rename("Z", "Y"),
                                TreeRequest.Refusal.NONEXISTENT,
                                new TreeRequest.Rename("A", "A/B/C"),
                                TreeRequest.Refusal.BELOW_ITSELF,
                                new TreeRequest.Rename("A", "INBOX"),
                                TreeRequest.Refusal.INBOX)
                        .entrySet()) {
            assertThat(request(node(), each.getKey()))
                    .as(each.getKey().toString())
                    .isEqualTo(new AccountFolders.Outcome.Refused(each.getValue()));
        }
        assertThat(names(otherNode())).containsExactly("A", "A/B", "INBOX");
    }

    @Test
    void whatBelongsToNamesIsKept() throws Exception {
        create("A");
        done(request(node(), new TreeRequest.Subscribe("A", true)));
        done(request(otherNode(), new TreeRequest.Subscribe("Elsewhere", true)));
        done(
                request(
                        node(),
                        new TreeRequest.Annotate("A", "/private/comment", Optional.of("ü\0"))));
        done(request(node(), new TreeRequest.Annotate("", "/shared/x", Optional.of("y"))));
        done(request(otherNode(), new TreeRequest.Grant("A", "friend", "lrs")));
        done(request(otherNode(), new TreeRequest.NotePeer("friend", true)));
        FolderTree tree = node().of(account()).tree();
        assertThat(tree.subscriptions()).containsExactly("A", "Elsewhere");
        assertThat(tree.annotations()).containsOnly(Map.entry("/shared/x", "y"));
        assertThat(tree.peers()).containsExactly("friend");
        FolderTree.Node a = tree.folder("A").orElseThrow();
        assertThat(a.annotations()).containsOnly(Map.entry("/private/comment", "ü\0"));
        assertThat(a.rights()).containsOnly(Map.entry("friend", "lrs"));
        done(request(node(), new TreeRequest.Subscribe("A", false)));
        assertThat(otherNode().of(account()).tree().subscriptions()).containsExactly("Elsewhere");
    }

    @Test
    void twoNodesMakeFoldersAtTheSameTime() throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (MailFolders node : List.of(node(), otherNode())) {
                all.add(
                        pool.submit(() -> {
                            int made = 0;
                            for (int i = 0; i < 10; i++) {
                                TreeRequest wanted = new TreeRequest.Create("F" + i, Set.of());
                                made +=
                                        request(node, wanted) instanceof AccountFolders.Outcome.Done
                                                ? 1
                                                : 0;
                            }
                            return made;
                        }));
            }
            int made = 0;
            for (Future<Integer> one : all) {
                made += one.get();
            }
            assertThat(made).as("each is made by exactly one").isEqualTo(10);
        }
        assertThat(names(node())).hasSize(11).isEqualTo(names(otherNode()));
    }

    // ---- watching

    @Test
    void aWatcherHearsWhatThisNodeLearns() throws Exception {
        deliverAndRefresh(1);
        AtomicInteger heard = new AtomicInteger();
        try (MailFolder.Watch watch = inbox(node()).watch(heard::incrementAndGet)) {
            assertThat(watch).isNotNull();
            inbox(node()).refresh(Duration.ZERO);
            assertThat(heard.get()).as("nothing new").isZero();
            flag(inbox(node()), NumberSet.of(1), Change.Mode.ADD, SEEN);
            assertThat(heard.get()).isEqualTo(1);
            flag(inbox(otherNode()), NumberSet.of(1), Change.Mode.REMOVE, SEEN);
            inbox(node()).refresh(Duration.ZERO);
            assertThat(heard.get()).isEqualTo(2);
        }
        flag(inbox(node()), NumberSet.of(1), Change.Mode.ADD, SEEN);
        assertThat(heard.get()).isEqualTo(2);
    }

    // ---- words of these tests

    protected final Account account() {
        return account("tevie", Quota.NONE);
    }

    protected final Account account(String login, Quota quota) {
        return new Account(
                login,
                "c-1",
                List.of(),
                List.of(),
                new Home(volume(), "homes/" + login),
                Optional.empty(),
                quota,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }

    protected final MailFolder inbox(MailFolders node) throws MailException, FolderGone {
        return folder(node, "INBOX");
    }

    protected final MailFolder folder(MailFolders node, String name)
            throws MailException, FolderGone {
        AccountFolders folders = node.of(account());
        return folders.folder(folders.tree().folder(name).orElseThrow().mailboxId());
    }

    protected final Set<String> names(MailFolders node) throws MailException {
        return node.of(account()).tree().folders().keySet();
    }

    protected final AccountFolders.Outcome request(MailFolders node, TreeRequest request)
            throws MailException {
        return node.of(account()).request(request);
    }

    protected final void create(String name) throws MailException {
        done(request(node(), new TreeRequest.Create(name, Set.of())));
    }

    private static void done(AccountFolders.Outcome outcome) {
        assertThat(outcome).isInstanceOf(AccountFolders.Outcome.Done.class);
    }

    private void deliverAndRefresh(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            deliver(account(), message(i));
        }
        inbox(node()).refresh(Duration.ZERO);
    }

    protected static byte[] message(int number) {
        return ("Subject: " + number + "\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    protected static FolderState flag(
            MailFolder folder, NumberSet uids, Change.Mode mode, Flags flags)
            throws MailException, FolderGone {
        return folder.change(_ -> List.of(new Change.Flagged(uids, mode, flags)));
    }

    protected static FolderState expunge(MailFolder folder, NumberSet uids)
            throws MailException, FolderGone {
        return folder.change(_ -> List.of(new Change.Expunged(uids)));
    }

    protected static MailFolder.Upload upload(MailFolder folder, byte[] octets)
            throws MailException, FolderGone {
        MailFolder.Upload upload = folder.upload();
        int half = octets.length / 2;
        upload.write(octets, 0, half);
        upload.write(octets, half, octets.length - half);
        return upload;
    }

    protected static Message add(MailFolder folder, byte[] octets, Flags flags, Instant date)
            throws MailException, FolderGone {
        return folder.add(
                        List.of(
                                new MailFolder.Addition(
                                        upload(folder, octets), flags, Optional.of(date))))
                .getFirst();
    }

    protected static byte[] read(MailFolder folder, Message message)
            throws MailException, MessageGone, IOException {
        try (InputStream in = folder.read(message, 0)) {
            return in.readAllBytes();
        }
    }

    protected static List<Long> uids(FolderState state) {
        return messages(state).stream().map(Message::uid).toList();
    }

    protected static List<Message> messages(FolderState state) {
        List<Message> all = new ArrayList<>();
        state.forEach(all::add);
        return all;
    }
}

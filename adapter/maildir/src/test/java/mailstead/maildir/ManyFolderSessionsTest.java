package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.spi.MailFolder;
import mailstead.spi.Maildrop;
import mailstead.spi.MessageGone;
import mailstead.testkit.fs.MemoryFileSystem;
import org.junit.jupiter.api.Test;

/**
 * Sessions of two nodes, POP3 and deliveries work on the same two folders at once, at random.
 * Whatever anybody was told stays true.
 */
class ManyFolderSessionsTest {

    private static final int SESSIONS = 6;
    private static final int DEEDS = 60;

    private final MemoryFileSystem disk = new MemoryFileSystem();
    private final AtomicInteger lastNumber = new AtomicInteger();

    /** Which message a UID means. */
    private final Map<String, String> keyByUid = new ConcurrentHashMap<>();

    /** What was added or delivered, and what somebody may have removed. */
    private final Set<Integer> added = ConcurrentHashMap.newKeySet();

    private final Set<Integer> removed = ConcurrentHashMap.newKeySet();

    @Test
    void whateverAnybodyWasToldStaysTrue() throws Exception {
        disk.mkdir("/v1", 0755);
        try (StoreFixture one = new StoreFixture(disk, "/v1");
                StoreFixture other = new StoreFixture(disk, "/v1");
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Folders.create(one.store(), "A");
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                MaildirStore store = (i % 2 == 0 ? one : other).store();
                Random random = new Random(i);
                all.add(
                        pool.submit(() -> {
                            for (int deed = 0; deed < DEEDS; deed++) {
                                act(store, random);
                            }
                            return store;
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            one.awaitRest();
            other.awaitRest();
            check(one, other);
        }
    }

    private void act(MaildirStore store, Random random) throws Exception {
        MailFolder folder = Folders.open(store, random.nextInt(3) == 0 ? "A" : "INBOX");
        FolderState state = folder.refresh(Duration.ofMillis(random.nextInt(2)));
        observe(state);
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                int number = lastNumber.incrementAndGet();
                Folders.deliver(store, Folders.message(number));
                added.add(number);
            }
            case 2 -> {
                int number = lastNumber.incrementAndGet();
                Folders.add(folder, Folders.message(number), Flags.NONE);
                added.add(number);
            }
            case 3, 4 -> {
                NumberSet some = some(state, random);
                FolderState after = Folders.flag(folder, some, Flags.ofKeywords("k"));
                observe(after);
                assertThat(after.messages(some))
                        .allMatch(message -> message.flags().hasKeyword("k"));
            }
            case 5 -> {
                NumberSet some = some(state, random);
                forget(folder, state, some);
                assertThat(Folders.expunge(folder, some).present(some)).isEqualTo(NumberSet.EMPTY);
            }
            case 6 -> {
                MailFolder target = Folders.open(store, "A");
                MailFolder.Copied copied = folder.move(some(state, random), target);
                assertThat(copied.sources()).hasSameSizeAs(copied.copies());
            }
            case 7 -> {
                Maildrop drop = store.open(Folders.ACCOUNT);
                if (!drop.entries().isEmpty()) {
                    Maildrop.Entry entry = drop.entries().getFirst();
                    try (var in = drop.read(entry).open()) {
                        removed.add(number(in.readAllBytes()));
                        drop.remove(List.of(entry));
                    } catch (Maildrop.Gone _) {
                        // Somebody else was faster.
                    }
                }
            }
            default -> folder.watch(() -> {}).close();
        }
    }

    /** Before they are removed: what they say. */
    private void forget(MailFolder folder, FolderState state, NumberSet uids) throws Exception {
        for (Message message : state.messages(uids)) {
            try {
                removed.add(number(Folders.read(folder, message)));
            } catch (MessageGone _) {
                // Somebody has removed or moved it, and knows what it says.
            }
        }
    }

    private static NumberSet some(FolderState state, Random random) {
        NumberSet.Builder some = new NumberSet.Builder();
        for (int i = 0; i < 2 && state.size() > 0; i++) {
            some.add(state.get(random.nextInt(state.size())).uid());
        }
        return some.build();
    }

    private void observe(FolderState state) {
        long last = 0;
        for (Message message : state) {
            assertThat(message.uid()).isGreaterThan(last).isLessThan(state.uidNext());
            last = message.uid();
            String uid = state.mailboxId() + " " + state.uidValidity() + " " + message.uid();
            String known = keyByUid.putIfAbsent(uid, message.key());
            assertThat(known == null || known.equals(message.key())).as(uid).isTrue();
        }
    }

    private static int number(byte[] octets) {
        String text = new String(octets, StandardCharsets.US_ASCII);
        int number = Integer.parseInt(text.substring("Subject: ".length(), text.indexOf('\r')));
        assertThat(octets).isEqualTo(Folders.message(number));
        return number;
    }

    private void check(StoreFixture one, StoreFixture other) throws Exception {
        Map<String, List<Message>> here = new HashMap<>();
        Map<String, List<Message>> there = new HashMap<>();
        Set<Integer> found = new HashSet<>();
        for (String name : List.of("INBOX", "A")) {
            // Twice: the second look agrees on what the first one found.
            Folders.open(one.store(), name).refresh(Duration.ZERO);
            Folders.open(other.store(), name).refresh(Duration.ZERO);
            MailFolder folder = Folders.open(one.store(), name);
            FolderState state = folder.refresh(Duration.ZERO);
            observe(state);
            here.put(name, Folders.messages(state));
            there.put(
                    name,
                    Folders.messages(Folders.open(other.store(), name).refresh(Duration.ZERO)));
            for (Message message : state) {
                found.add(number(Folders.read(folder, message)));
            }
        }
        assertThat(there).isEqualTo(here);
        Set<Integer> expected = new HashSet<>(added);
        expected.removeAll(removed);
        assertThat(found).containsAll(expected);
        assertThat(added).containsAll(found);
    }
}

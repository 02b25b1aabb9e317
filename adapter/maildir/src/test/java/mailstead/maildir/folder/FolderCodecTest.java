package mailstead.maildir.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mailstead.fs.log.Corruption;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.maildir.binary.NewerFormat;
import org.junit.jupiter.api.Test;

class FolderCodecTest {

    private static final FolderCodec CODEC = FolderCodec.of("F1");
    private static final Ledger EMPTY = Ledger.of(FolderState.empty("F1", 42));

    private final Random random = new Random(1);

    @Test
    void changesComeBack() throws IOException {
        for (int i = 0; i < 200; i++) {
            List<Change> changes = changes(1 + random.nextInt(5), 1000);
            assertThat(FolderCodec.changes(FolderCodec.pack(changes))).isEqualTo(changes);
        }
        assertThat(FolderCodec.changes(FolderCodec.pack(List.of()))).isEmpty();
    }

    @Test
    void aStateReadFromItsSnapshotIsTheStateOfTheEntries() throws IOException {
        Ledger ledger = EMPTY;
        for (int number = 1; number < 300; number++) {
            byte[] payload =
                    FolderCodec.pack(changes(1 + random.nextInt(3), ledger.state().uidNext()));
            ledger = CODEC.apply(ledger, number, payload);
            if (number % 17 == 0) {
                Ledger read = read(write(ledger));
                assertSame(read, ledger);
                assertThat(write(read)).as("deterministic").isEqualTo(write(ledger));
                ledger = read;
            }
        }
        assertThat(ledger.state().size()).isGreaterThan(100);
    }

    @Test
    void modificationSequencesAreTheNumbersOfEntries() throws IOException {
        Ledger taken = new Ledger(FolderState.empty("F1", 42), 1000, List.of());
        byte[] added = FolderCodec.pack(List.of(new Change.Added(List.of(arrival(1)))));
        assertThat(CODEC.apply(taken, 5, added).state().highestModSeq()).isEqualTo(1005);
        assertThat(CODEC.apply(EMPTY, 5, added).state().highestModSeq()).isEqualTo(5);
    }

    @Test
    void theFirstKeywordsGetLetters() {
        Ledger ledger = EMPTY;
        for (int i = 0; i < 30; i++) {
            Flags flags = Flags.ofKeywords("k" + i, "$Forwarded", "K" + i / 2);
            Change change = new Change.Flagged(NumberSet.of(1), Change.Mode.ADD, flags);
            ledger = ledger.apply(List.of(change), i + 1);
        }
        assertThat(ledger.letters()).hasSize(26).startsWith("k0", "k1", "k2");
    }

    @Test
    void aMessageTakesFewOctets() throws IOException {
        List<Change.Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            arrivals.add(arrival(i));
        }
        Ledger ledger = EMPTY.apply(List.of(new Change.Added(arrivals)), 1);
        assertThat(write(ledger).length).isLessThan(30_000);
    }

    @Test
    void theIdentityIsTheTreesAndTheOldOneCanBeAsked() throws IOException {
        byte[] octets = write(EMPTY);
        assertThat(FolderCodec.of("F2").read(new ByteArrayInputStream(octets)).state().mailboxId())
                .isEqualTo("F2");
        assertThat(
                        FolderCodec.asWritten()
                                .read(new ByteArrayInputStream(octets))
                                .state()
                                .mailboxId())
                .isEqualTo("F1");
    }

    @Test
    void aNewerFormatIsNotDamage() {
        byte[] newer = {2, 1, 1, 1};
        assertThatThrownBy(() -> CODEC.read(new ByteArrayInputStream(newer)))
                .isInstanceOf(NewerFormat.class);
        assertThatThrownBy(() -> CODEC.apply(EMPTY, 1, newer)).matches(NewerFormat::isBehind);
    }

    @Test
    void damageIsNoticedOrGivesSomeStateButNeverABug() throws IOException {
        Ledger ledger = EMPTY;
        for (int number = 1; number < 20; number++) {
            byte[] payload = FolderCodec.pack(changes(2, ledger.state().uidNext()));
            ledger = CODEC.apply(ledger, number, payload);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = damaged(payload);
                try {
                    FolderCodec.changes(damaged);
                } catch (Corruption _) {
                    // as it should be
                }
            }
        }
        byte[] whole = write(ledger);
        for (int i = 0; i < 2_000; i++) {
            try {
                read(damaged(whole));
            } catch (Corruption | NewerFormat _) {
                // as it should be
            }
        }
    }

    private byte[] damaged(byte[] octets) {
        byte[] damaged = Arrays.copyOf(octets, 1 + random.nextInt(octets.length));
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private List<Change> changes(int count, long uidMax) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new Change.Expunged(uids(uidMax, 3));
                        case 1 -> new Change.Vanished(uids(uidMax, 3));
                        case 2, 3 ->
                                new Change.Flagged(
                                        uids(uidMax, 100),
                                        Change.Mode.values()[random.nextInt(3)],
                                        flags());
                        default -> {
                            List<Change.Arrival> arrivals = new ArrayList<>();
                            for (int j = random.nextInt(8); j >= 0; j--) {
                                arrivals.add(arrival(random.nextInt(1_000_000)));
                            }
                            yield new Change.Added(arrivals);
                        }
                    });
        }
        return changes;
    }

    private NumberSet uids(long max, int count) {
        NumberSet.Builder uids = new NumberSet.Builder();
        for (int i = 0; i < count; i++) {
            uids.add(1 + random.nextLong(max));
        }
        return uids.build();
    }

    private Flags flags() {
        Flags flags = Flags.NONE;
        for (Flags.System flag : Flags.System.values()) {
            flags = random.nextBoolean() ? flags.plus(Flags.of(flag)) : flags;
        }
        String keyword = random.nextBoolean() ? "junk" : "JUNK";
        return random.nextBoolean() ? flags.plus(Flags.ofKeywords(keyword, "é\uDC80")) : flags;
    }

    private Change.Arrival arrival(int number) {
        String key = 1_800_000_000 + number + ".Q" + number + "R0123456789abcdef.mx-1";
        long received = 1_800_000_000 + number * 3L;
        return new Change.Arrival(
                number % 7 == 0 ? "odd" + number + "\uDC80" : key,
                number % 4 == 0 ? flags() : Flags.NONE,
                number % 10 == 0 ? -5 : received,
                received + number % 3,
                number % 5 == 0 ? -1 : number * 100L,
                number % 6 == 0 ? "M0123456789abcdef0123456789abcd" : "");
    }

    private static byte[] write(Ledger ledger) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CODEC.write(ledger, out);
        return out.toByteArray();
    }

    private static Ledger read(byte[] octets) throws IOException {
        return CODEC.read(new ByteArrayInputStream(octets));
    }

    private static void assertSame(Ledger read, Ledger written) {
        FolderState one = read.state();
        FolderState other = written.state();
        List<Message> messages = new ArrayList<>();
        one.forEach(messages::add);
        assertThat(other).containsExactlyElementsOf(messages);
        assertThat(read.letters()).isEqualTo(written.letters());
        assertThat(one.removals()).isEqualTo(other.removals());
        assertThat(one.uidNext()).isEqualTo(other.uidNext());
        assertThat(one.uidValidity()).isEqualTo(other.uidValidity());
        assertThat(one.highestModSeq()).isEqualTo(other.highestModSeq());
    }
}

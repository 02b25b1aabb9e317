package mailstead.maildir.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.fs.log.Corruption;
import mailstead.fs.log.StateCodec;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Removals;
import mailstead.maildir.binary.Keys;
import mailstead.maildir.binary.Packer;
import mailstead.maildir.binary.Unpacker;
import mailstead.maildir.binary.VersionedFormat;

/**
 * A folder's changes and state as octets. What must be equal on all nodes is written out; what
 * repeats (flags, ends of names) is written once. Immutable.
 */
public final class FolderCodec implements StateCodec<Ledger> {

    private static final VersionedFormat FORMAT = new VersionedFormat(1, "a folder");

    private static final int ADDED = 1;
    private static final int FLAGGED = 2;
    private static final int EXPUNGED = 3;
    private static final int VANISHED = 4;

    private static final int COUNT_MAX = Integer.MAX_VALUE;
    static final int ID_CHARACTERS_MAX = 255;

    private final Optional<String> mailboxId;

    private FolderCodec(Optional<String> mailboxId) {
        this.mailboxId = mailboxId;
    }

    /**
     * @param mailboxId as the account's tree says: a folder whose files were copied as a whole has
     *     its model's log, but not its identity
     */
    static FolderCodec of(String mailboxId) {
        return new FolderCodec(Optional.of(mailboxId));
    }

    /** Believes whatever identity is written: for a tree that was lost itself. */
    static FolderCodec asWritten() {
        return new FolderCodec(Optional.empty());
    }

    // ---- changes

    static byte[] pack(List<Change> changes) {
        return FORMAT.pack(changes, FolderCodec::pack);
    }

    private static void pack(Packer packer, Change change) {
        switch (change) {
            case Change.Added(List<Change.Arrival> arrivals) -> {
                packer.number(ADDED);
                packer.number(arrivals.size());
                MessagesOut out = new MessagesOut(packer);
                arrivals.forEach(out::write);
            }
            case Change.Flagged(NumberSet uids, Change.Mode mode, Flags flags) -> {
                packer.number(FLAGGED);
                pack(packer, uids);
                packer.number(
                        switch (mode) {
                            case ADD -> 0;
                            case REMOVE -> 1;
                            case REPLACE -> 2;
                        });
                new MessagesOut.FlagsOut(packer).write(flags);
            }
            case Change.Expunged(NumberSet uids) -> {
                packer.number(EXPUNGED);
                pack(packer, uids);
            }
            case Change.Vanished(NumberSet uids) -> {
                packer.number(VANISHED);
                pack(packer, uids);
            }
        }
    }

    static List<Change> changes(byte[] payload) throws Corruption {
        return FORMAT.changes(payload, FolderCodec::change);
    }

    private static Change change(Unpacker unpacker) throws IOException {
        int kind = unpacker.count(COUNT_MAX);
        return switch (kind) {
            case ADDED -> {
                int count = unpacker.count(COUNT_MAX);
                MessagesIn in = new MessagesIn(unpacker);
                List<Change.Arrival> arrivals = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    arrivals.add(in.arrival());
                }
                yield new Change.Added(arrivals);
            }
            case FLAGGED -> {
                NumberSet uids = numbers(unpacker);
                Change.Mode mode =
                        switch (unpacker.count(2)) {
                            case 0 -> Change.Mode.ADD;
                            case 1 -> Change.Mode.REMOVE;
                            default -> Change.Mode.REPLACE;
                        };
                yield new Change.Flagged(uids, mode, new MessagesIn.FlagsIn(unpacker).read());
            }
            case EXPUNGED -> new Change.Expunged(numbers(unpacker));
            case VANISHED -> new Change.Vanished(numbers(unpacker));
            default -> throw new Corruption("a change that cannot be");
        };
    }

    private static void pack(Packer packer, NumberSet numbers) {
        packer.number(numbers.ranges());
        long last = 0;
        for (int i = 0; i < numbers.ranges(); i++) {
            packer.number(numbers.first(i) - last);
            packer.number(numbers.last(i) - numbers.first(i));
            last = numbers.last(i);
        }
    }

    private static NumberSet numbers(Unpacker unpacker) throws IOException {
        int ranges = unpacker.count(COUNT_MAX);
        NumberSet.Builder numbers = new NumberSet.Builder();
        long last = 0;
        for (int i = 0; i < ranges; i++) {
            long first = last + unpacker.number(1, NumberSet.MAX - last);
            last = first + unpacker.number(0, NumberSet.MAX - first);
            numbers.addRange(first, last);
        }
        return numbers.build();
    }

    // ---- the state

    @Override
    public Ledger apply(Ledger before, long number, byte[] payload) throws Corruption {
        return before.apply(changes(payload), number);
    }

    @Override
    public void write(Ledger ledger, OutputStream out) throws IOException {
        FORMAT.write(out, packer -> write(ledger, packer));
    }

    private static void write(Ledger ledger, Packer packer) {
        FolderState state = ledger.state();
        Removals removals = state.removals();
        packer.text(state.mailboxId());
        packer.number(state.uidValidity());
        packer.number(state.uidNext());
        packer.number(state.highestModSeq());
        packer.number(removals.knownSince());
        packer.number(ledger.modSeqBase());
        packer.number(ledger.letters().size());
        ledger.letters().forEach(packer::text);
        packer.number(state.size());
        MessagesOut messages = new MessagesOut(packer);
        for (Message message : state) {
            messages.write(message);
        }
        packer.number(removals.remembered().size());
        Keys keys = new Keys();
        for (Removals.Removal removal : removals.remembered()) {
            packer.number(removal.modSeq());
            pack(packer, removal.uids());
            packer.number(removal.expungedKeys().size());
            removal.expungedKeys().forEach(key -> keys.write(packer, key));
        }
    }

    @Override
    public Ledger read(InputStream in) throws IOException {
        Unpacker unpacker = FORMAT.read(in);
        String written = unpacker.text(ID_CHARACTERS_MAX);
        long uidValidity = unpacker.number(1, NumberSet.MAX);
        long uidNext = unpacker.number(1, NumberSet.MAX + 1);
        long highestModSeq = unpacker.number(1, Long.MAX_VALUE);
        long removalsKnownSince = unpacker.number(0, highestModSeq);
        long modSeqBase = unpacker.number(0, Long.MAX_VALUE);
        int letterCount = unpacker.count(Ledger.LETTERS_MAX);
        List<String> letters = new ArrayList<>();
        for (int i = 0; i < letterCount; i++) {
            letters.add(unpacker.text(MessagesIn.FlagsIn.KEYWORD_CHARACTERS_MAX));
        }
        int size = unpacker.count(COUNT_MAX);
        MessagesIn listed = new MessagesIn(unpacker);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            messages.add(listed.message(uidNext - 1, highestModSeq));
        }
        List<Removals.Removal> removals = removals(unpacker, highestModSeq);
        FolderState state =
                FolderState.of(
                        mailboxId.orElse(written),
                        uidValidity,
                        uidNext,
                        highestModSeq,
                        messages,
                        new Removals(removals, removalsKnownSince));
        return new Ledger(state, modSeqBase, letters);
    }

    private static List<Removals.Removal> removals(Unpacker unpacker, long highestModSeq)
            throws IOException {
        int count = unpacker.count(COUNT_MAX);
        List<Removals.Removal> removals = new ArrayList<>();
        Keys keys = new Keys();
        for (int i = 0; i < count; i++) {
            long modSeq = unpacker.number(0, highestModSeq);
            NumberSet uids = numbers(unpacker);
            int keyCount = unpacker.count(COUNT_MAX);
            List<String> expunged = new ArrayList<>();
            for (int j = 0; j < keyCount; j++) {
                expunged.add(keys.read(unpacker));
            }
            removals.add(new Removals.Removal(modSeq, uids, expunged));
        }
        return removals;
    }
}

package mailstead.maildir.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import mailstead.fs.log.Corruption;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.maildir.binary.Keys;
import mailstead.maildir.binary.Unpacker;

/** Reads what {@link MessagesOut} wrote. Confined to its maker. */
final class MessagesIn {

    private final Unpacker unpacker;
    private final FlagsIn flags;
    private final Keys keys = new Keys();
    private long uid;
    private long modSeq;
    private long received;

    MessagesIn(Unpacker unpacker) {
        this.unpacker = unpacker;
        this.flags = new FlagsIn(unpacker);
    }

    Message message(long uidMax, long modSeqMax) throws IOException {
        uid += unpacker.number(1, uidMax - uid);
        modSeq += unpacker.signed();
        if (modSeq < 1 || modSeq > modSeqMax) {
            throw new Corruption("a modification sequence that cannot be");
        }
        Change.Arrival its = arrival();
        return new Message(
                uid,
                its.key(),
                its.flags(),
                modSeq,
                its.receivedSeconds(),
                its.savedSeconds(),
                its.wireOctets(),
                its.copiedEmailId());
    }

    Change.Arrival arrival() throws IOException {
        String key = keys.read(unpacker);
        Flags its = flags.read();
        received += unpacker.signed();
        long saved = received + unpacker.signed();
        long wireOctets = unpacker.number(0, Long.MAX_VALUE) - 1;
        String copiedEmailId = unpacker.text(FolderCodec.ID_CHARACTERS_MAX);
        return new Change.Arrival(key, its, received, saved, wireOctets, copiedEmailId);
    }

    /** Reads what {@link MessagesOut.FlagsOut} wrote. */
    static final class FlagsIn {

        static final int KEYWORD_CHARACTERS_MAX = 10_000;
        private static final int BITS_MAX = 31;

        private final Unpacker unpacker;
        private final List<Flags> known = new ArrayList<>(List.of(Flags.NONE));

        FlagsIn(Unpacker unpacker) {
            this.unpacker = unpacker;
        }

        Flags read() throws IOException {
            int index = unpacker.count(known.size());
            if (index == known.size()) {
                known.add(readNew());
            }
            return known.get(index);
        }

        private Flags readNew() throws IOException {
            int bits = unpacker.count(BITS_MAX);
            Set<Flags.System> system = EnumSet.noneOf(Flags.System.class);
            for (Flags.System flag : Flags.System.values()) {
                if ((bits & MessagesOut.bit(flag)) != 0) {
                    system.add(flag);
                }
            }
            int count = unpacker.count(Integer.MAX_VALUE);
            List<String> keywords = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keywords.add(unpacker.text(KEYWORD_CHARACTERS_MAX));
            }
            return Flags.of(system, keywords);
        }
    }
}

package mailstead.maildir.folder;

import java.util.HashMap;
import java.util.Map;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.Message;
import mailstead.maildir.binary.Keys;
import mailstead.maildir.binary.Packer;

/**
 * Writes messages one after the other, each told by what differs from the one before. Confined to
 * its maker.
 */
final class MessagesOut {

    private final Packer packer;
    private final FlagsOut flags;
    private final Keys keys = new Keys();
    private long uid;
    private long modSeq;
    private long received;

    MessagesOut(Packer packer) {
        this.packer = packer;
        this.flags = new FlagsOut(packer);
    }

    void write(Message message) {
        packer.number(message.uid() - uid);
        uid = message.uid();
        packer.signed(message.modSeq() - modSeq);
        modSeq = message.modSeq();
        write(
                message.key(),
                message.flags(),
                message.receivedSeconds(),
                message.savedSeconds(),
                message.wireOctets(),
                message.copiedEmailId());
    }

    void write(Change.Arrival arrival) {
        write(
                arrival.key(),
                arrival.flags(),
                arrival.receivedSeconds(),
                arrival.savedSeconds(),
                arrival.wireOctets(),
                arrival.copiedEmailId());
    }

    private void write(
            String key,
            Flags its,
            long receivedSeconds,
            long savedSeconds,
            long wireOctets,
            String copiedEmailId) {
        keys.write(packer, key);
        flags.write(its);
        packer.signed(receivedSeconds - received);
        received = receivedSeconds;
        packer.signed(savedSeconds - receivedSeconds);
        packer.number(wireOctets + 1);
        packer.text(copiedEmailId);
    }

    /** Flags that were written before are told by their number. */
    static final class FlagsOut {

        private final Packer packer;
        private final Map<String, Integer> written = new HashMap<>();
        private Flags last = Flags.NONE;
        private int lastIndex;

        FlagsOut(Packer packer) {
            this.packer = packer;
            written.put(Flags.NONE.toString(), 0);
        }

        /** The index of flags written before, or the next index and the flags. */
        void write(Flags flags) {
            if (flags != last) {
                last = flags;
                // By spelling: equal flags may be spelled differently, and must stay so.
                Integer index = written.putIfAbsent(flags.toString(), written.size());
                if (index == null) {
                    lastIndex = written.size() - 1;
                    packer.number(lastIndex);
                    writeNew(flags);
                    return;
                }
                lastIndex = index;
            }
            packer.number(lastIndex);
        }

        private void writeNew(Flags flags) {
            int bits = 0;
            for (Flags.System flag : flags.system()) {
                bits |= bit(flag);
            }
            packer.number(bits);
            packer.number(flags.keywords().size());
            flags.keywords().forEach(packer::text);
        }
    }

    static int bit(Flags.System flag) {
        return switch (flag) {
            case SEEN -> 1;
            case ANSWERED -> 2;
            case FLAGGED -> 4;
            case DELETED -> 8;
            case DRAFT -> 16;
        };
    }
}

package mailstead.service.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Removals;
import mailstead.mail.mime.Digest;
import mailstead.service.mailbox.MessageSource;

/** Messages in memory that count how often they are read. UIDs are 10, 20, 30... */
public class HeldFolder implements MessageSource {

    private final List<byte[]> contents = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Set<Integer> lost = new HashSet<>();
    private int digests;
    private int reads;

    /** Line ends become CRLF. */
    public void add(String text) {
        add(text.replace("\n", "\r\n").getBytes(UTF_8), Flags.NONE);
    }

    public void add(String text, Flags flags) {
        add(text.replace("\n", "\r\n").getBytes(UTF_8), flags);
    }

    public void add(byte[] octets, Flags flags) {
        int place = contents.size();
        contents.add(octets);
        messages.add(
                new Message(
                        10L * (place + 1),
                        "key" + place,
                        flags,
                        100 + place,
                        0,
                        0,
                        octets.length,
                        ""));
    }

    private void set(int place, long received, long saved, long octets) {
        Message old = messages.get(place);
        messages.set(
                place,
                new Message(
                        old.uid(),
                        old.key(),
                        old.flags(),
                        old.modSeq(),
                        received,
                        saved,
                        octets,
                        old.copiedEmailId()));
    }

    public void receivedAt(int place, String instant) {
        Message old = messages.get(place);
        set(place, Instant.parse(instant).getEpochSecond(), old.savedSeconds(), old.wireOctets());
    }

    public void savedAt(int place, String instant) {
        Message old = messages.get(place);
        set(
                place,
                old.receivedSeconds(),
                Instant.parse(instant).getEpochSecond(),
                old.wireOctets());
    }

    public void sizeUnknown(int place) {
        Message old = messages.get(place);
        set(place, old.receivedSeconds(), old.savedSeconds(), -1);
    }

    /** Somebody removes it, and the state does not know. */
    public void lose(int place) {
        lost.add(place);
    }

    public FolderState state() {
        long next = 10L * (messages.size() + 1);
        return FolderState.of(
                "F1", 1, next, 100 + messages.size(), messages, Removals.noneSince(1));
    }

    /** How often a message was read through, and how often opened, since last asked. */
    public String work() {
        String work = digests + " digests, " + reads + " reads";
        digests = 0;
        reads = 0;
        return work;
    }

    @Override
    public Digest digest(Message message) throws MailException {
        digests++;
        try {
            return Digest.read(new ByteArrayInputStream(content(message)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public InputStream read(Message message, long from) throws MailException {
        reads++;
        byte[] content = content(message);
        int start = (int) Math.min(from, content.length);
        return new ByteArrayInputStream(content, start, content.length - start);
    }

    private byte[] content(Message message) throws MailException {
        int place = (int) (message.uid() / 10) - 1;
        if (lost.contains(place)) {
            throw new PermanentFailure(Reason.MESSAGE_GONE, "gone");
        }
        return contents.get(place);
    }
}

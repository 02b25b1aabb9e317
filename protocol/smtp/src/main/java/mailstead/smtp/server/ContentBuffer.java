package mailstead.smtp.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import mailstead.mail.Content;
import mailstead.mail.MailException;

/**
 * The octets of the message being received: in memory while they are few, else all in an {@link
 * Overflow}. Confined to its session.
 */
final class ContentBuffer implements Content, AutoCloseable {

    private static final int FIRST_OCTETS = 4_096;

    private final Overflow overflow;
    private final int memoryOctetsMax;
    private byte[] memory;
    private int length;
    private Optional<Overflow.Area> area = Optional.empty();

    /**
     * @param expectedOctets a guess, 0 for none
     */
    ContentBuffer(Overflow overflow, long memoryOctetsMax, long expectedOctets) {
        this.overflow = overflow;
        this.memoryOctetsMax = (int) Math.min(memoryOctetsMax, Integer.MAX_VALUE / 2);
        // A declared size is a promise, not a payment: never reserve more than memory may hold.
        long first =
                expectedOctets > this.memoryOctetsMax
                        ? FIRST_OCTETS
                        : Math.max(expectedOctets, FIRST_OCTETS);
        this.memory = new byte[(int) Math.min(first, this.memoryOctetsMax)];
    }

    void append(ByteBuffer octets) throws MailException {
        int count = octets.remaining();
        if (area.isEmpty() && count <= memoryOctetsMax - length) {
            ensureRoom(length + count);
            octets.get(memory, length, count);
            length += count;
        } else {
            overflowing().append(octets);
        }
    }

    private Overflow.Area overflowing() throws MailException {
        if (area.isEmpty()) {
            Overflow.Area opened = overflow.open();
            area = Optional.of(opened);
            opened.append(ByteBuffer.wrap(memory, 0, length));
            memory = new byte[0];
            length = 0;
        }
        return area.get();
    }

    private void ensureRoom(int needed) {
        if (needed > memory.length) {
            memory =
                    Arrays.copyOf(
                            memory, Math.min(memoryOctetsMax, Math.max(needed, memory.length * 2)));
        }
    }

    @Override
    public long size() {
        return area.map(Content::size).orElse((long) length);
    }

    @Override
    public InputStream open() throws IOException {
        return area.isPresent() ? area.get().open() : new ByteArrayInputStream(memory, 0, length);
    }

    /** Forgets everything. */
    @Override
    public void close() {
        area.ifPresent(Overflow.Area::close);
        area = Optional.empty();
        memory = new byte[0];
        length = 0;
    }
}

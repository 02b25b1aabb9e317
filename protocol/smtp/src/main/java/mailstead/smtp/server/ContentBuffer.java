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

    /** So much everybody may hold without asking. */
    private static final int FIRST_OCTETS = 4_096;

    private final Overflow overflow;
    private final ContentMemory shared;
    private final int memoryOctetsMax;
    private byte[] memory;
    private long taken;
    private int length;
    private Optional<Overflow.Area> area = Optional.empty();

    /**
     * @param shared what all buffers hold together
     * @param expectedOctets a guess, 0 for none
     */
    ContentBuffer(
            Overflow overflow, ContentMemory shared, long memoryOctetsMax, long expectedOctets) {
        this.overflow = overflow;
        this.shared = shared;
        this.memoryOctetsMax = (int) Math.min(memoryOctetsMax, Integer.MAX_VALUE / 2);
        this.memory = new byte[Math.min(FIRST_OCTETS, this.memoryOctetsMax)];
        // A declared size is a promise, not a payment: never reserve more than memory may hold.
        if (expectedOctets > memory.length && expectedOctets <= this.memoryOctetsMax) {
            grow((int) expectedOctets);
        }
    }

    void append(ByteBuffer octets) throws MailException {
        int count = octets.remaining();
        if (area.isEmpty() && count <= memoryOctetsMax - length && hasRoom(length + count)) {
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
            forgetMemory();
        }
        return area.get();
    }

    private boolean hasRoom(int needed) {
        return needed <= memory.length
                || grow(Math.min(memoryOctetsMax, Math.max(needed, memory.length * 2)));
    }

    private boolean grow(int octets) {
        int more = octets - memory.length;
        if (!shared.take(more)) {
            return false;
        }
        taken += more;
        memory = Arrays.copyOf(memory, octets);
        return true;
    }

    private void forgetMemory() {
        memory = new byte[0];
        length = 0;
        shared.giveBack(taken);
        taken = 0;
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
        forgetMemory();
    }
}

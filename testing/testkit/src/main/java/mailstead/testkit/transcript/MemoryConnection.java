package mailstead.testkit.transcript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import mailstead.testkit.FakeClock;
import mailstead.wire.Connection;
import mailstead.wire.Frame;
import mailstead.wire.Security;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a network. The session's thread and the test's thread meet here: the session
 * stops only when it waits for input, the test only until the session waits or has ended, so that a
 * conversation runs the same way each time. Output goes out when it is flushed or exceeds a buffer;
 * what a session leaves unflushed when it ends is lost, so that a forgotten flush shows. TLS is a
 * change of {@link #security} only, compression one of {@link #isCompressed}. Waits run on a {@link
 * FakeClock}.
 */
public final class MemoryConnection implements Connection {

    private static final int OUTPUT_BUFFER_OCTETS = 16 * 1024;
    private static final Duration IDLE_AT_FIRST = Duration.ofMinutes(5);

    /**
     * How long the test's thread waits for a sign of life of the session's, in milliseconds of real
     * time.
     */
    private static final long HUNG_MILLIS = 20_000;

    private final String session;
    private final InetSocketAddress client;
    private final FakeClock clock;
    private final boolean certificate;

    /* The session's own. */
    private ByteBuffer input = ByteBuffer.allocate(0);
    private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private boolean hidden;

    /* Guarded by this. */
    private final Deque<byte[]> arriving = new ArrayDeque<>();
    private byte[] sent = new byte[256];
    private int sentStart;
    private int sentEnd;
    private final ByteArrayOutputStream tapped = new ByteArrayOutputStream();
    private boolean inputClosed;
    private boolean reset;
    private boolean draining;
    private boolean waiting;
    private boolean drainable;
    private boolean napping;
    private long signals;
    private boolean ended;
    private Security security;
    private Duration idle = IDLE_AT_FIRST;
    private @Nullable Instant totalDeadline;
    private @Nullable Instant waitDeadline;
    private @Nullable Instant idleDeadline;
    private boolean woken;
    private boolean compressed;
    private @Nullable Throwable failure;

    MemoryConnection(
            String session,
            InetSocketAddress client,
            FakeClock clock,
            boolean certificate,
            boolean tls) {
        this.session = session;
        this.client = client;
        this.clock = clock;
        this.certificate = certificate;
        this.security = tls ? simulatedTls() : new Security.Clear();
    }

    private static Security.Tls simulatedTls() {
        return new Security.Tls(
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                Optional.empty(),
                Optional.of("simulated server end".getBytes(StandardCharsets.US_ASCII)),
                Optional.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
                Optional.empty());
    }

    // ---- the session's side
    // ------------------------------------------------------------------------------------

    @Override
    public String session() {
        return session;
    }

    @Override
    public InetSocketAddress client() {
        return client;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public synchronized Security security() {
        return security;
    }

    @Override
    public Frame readCommand(int octetsMax) throws IOException {
        return read(octetsMax, true);
    }

    @Override
    public Frame readLine(int octetsMax) throws IOException {
        return read(octetsMax, false);
    }

    private Frame read(int octetsMax, boolean command) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        while (true) {
            if (!input.hasRemaining() && !fill(command)) {
                return new Frame.EndOfInput();
            }
            byte octet = input.get();
            if (octet != '\n') {
                tooLong |= line.size() + 1 >= octetsMax;
                if (!tooLong) {
                    line.write(octet);
                }
                continue;
            }
            if (tooLong) {
                return new Frame.TooLong();
            }
            byte[] octets = line.toByteArray();
            tap("C: ", octets);
            boolean canonical = octets.length > 0 && octets[octets.length - 1] == '\r';
            return new Frame.Line(
                    canonical ? Arrays.copyOf(octets, octets.length - 1) : octets, canonical);
        }
    }

    @Override
    public ByteBuffer receive() throws IOException {
        if (!input.hasRemaining()) {
            fill(false);
        }
        return input;
    }

    /** Waits for the next piece; false at the end of input. */
    private boolean fill(boolean command) throws IOException {
        if (!hasInput()) {
            flush();
        }
        synchronized (this) {
            idleDeadline = null;
            waitDeadline = earliest(clock.instant().plus(idle), totalDeadline);
            waiting = true;
            drainable = command;
            try {
                while (true) {
                    checkReset();
                    byte[] piece = arriving.poll();
                    if (piece != null) {
                        input = ByteBuffer.wrap(piece);
                        return true;
                    }
                    if (inputClosed) {
                        return false;
                    }
                    if (draining && command) {
                        throw new Draining();
                    }
                    if (!clock.instant().isBefore(waitDeadline)) {
                        throw new TimedOut("waited too long");
                    }
                    signal();
                    pause(0);
                }
            } finally {
                waiting = false;
                waitDeadline = null;
            }
        }
    }

    private static Instant earliest(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    @Override
    public Waking await(Duration atMost) throws IOException {
        flush();
        synchronized (this) {
            if (idleDeadline == null) {
                idleDeadline = earliest(clock.instant().plus(idle), totalDeadline);
            }
            Instant until = clock.instant().plus(atMost);
            waitDeadline = earliest(until, idleDeadline);
            waiting = true;
            drainable = true;
            napping = true;
            try {
                while (true) {
                    checkReset();
                    if (hasInput() || inputClosed) {
                        idleDeadline = null;
                        return Waking.INPUT;
                    }
                    if (draining) {
                        throw new Draining();
                    }
                    if (woken) {
                        woken = false;
                        return Waking.WOKEN;
                    }
                    if (!clock.instant().isBefore(idleDeadline)) {
                        throw new TimedOut("waited too long");
                    }
                    if (!clock.instant().isBefore(until)) {
                        return Waking.ELAPSED;
                    }
                    signal();
                    pause(0);
                }
            } finally {
                waiting = false;
                napping = false;
                waitDeadline = null;
            }
        }
    }

    @Override
    public synchronized void wake() {
        woken = true;
        signal();
    }

    @Override
    public synchronized boolean hasInput() {
        return input.hasRemaining() || !arriving.isEmpty();
    }

    @Override
    public void send(byte[] octets, int offset, int length) throws IOException {
        unflushed.write(octets, offset, length);
        if (unflushed.size() >= OUTPUT_BUFFER_OCTETS) {
            flush();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        checkReset();
        byte[] octets = unflushed.toByteArray();
        unflushed.reset();
        tap("S: ", octets);
        if (sent.length - sentEnd < octets.length) {
            int kept = sentEnd - sentStart;
            byte[] larger = new byte[Math.max(2 * kept, kept + octets.length)];
            System.arraycopy(sent, sentStart, larger, 0, kept);
            sent = larger;
            sentStart = 0;
            sentEnd = kept;
        }
        System.arraycopy(octets, 0, sent, sentEnd, octets.length);
        sentEnd += octets.length;
        signal();
    }

    private synchronized void checkReset() throws IOException {
        if (reset) {
            throw new IOException("connection reset");
        }
    }

    @Override
    public synchronized void hideFromTap(boolean hide) {
        hidden = hide;
    }

    private synchronized void tap(String who, byte[] octets) {
        if (!hidden && octets.length > 0) {
            tapped.writeBytes(who.getBytes(StandardCharsets.US_ASCII));
            tapped.writeBytes(octets);
            tapped.write('\n');
        }
    }

    @Override
    public synchronized void limitIdle(Duration limit) {
        idle = limit;
    }

    @Override
    public synchronized void limitTotal(Duration total) {
        totalDeadline = clock.instant().plus(total);
    }

    @Override
    public synchronized void clearTotal() {
        totalDeadline = null;
    }

    @Override
    public synchronized boolean canStartTls() {
        return certificate && !security.isEncrypted() && !compressed;
    }

    @Override
    public synchronized boolean isCompressed() {
        return compressed;
    }

    @Override
    public void startCompression(byte[] goAhead) throws IOException {
        send(goAhead);
        synchronized (this) {
            flush();
            if (compressed) {
                throw new IllegalStateException("compressed already");
            }
            compressed = true;
        }
    }

    @Override
    public void startTls(byte[] goAhead) throws IOException {
        if (!canStartTls()) {
            throw new IllegalStateException("startTls where it cannot be");
        }
        if (hasInput()) {
            throw new PlaintextAfterStartTls();
        }
        send(goAhead);
        synchronized (this) {
            flush();
            security = simulatedTls();
        }
    }

    /** The session's thread is done; {@code thrown} is what ended it, if not a return. */
    synchronized void end(@Nullable Throwable thrown) {
        ended = true;
        failure = thrown;
        signal();
    }

    // ---- the test's side
    // ---------------------------------------------------------------------------------------

    /** Lets these pieces arrive, one after the other. */
    synchronized void arrive(List<byte[]> pieces) {
        if (!ended) {
            arriving.addAll(pieces);
            signal();
        }
    }

    synchronized void closeInput() {
        inputClosed = true;
        signal();
    }

    synchronized void reset() {
        reset = true;
        signal();
    }

    synchronized void drain() {
        draining = true;
        signal();
    }

    synchronized void clockMoved() {
        signal();
    }

    /**
     * The session's next line; waits until there is one, the session waits for us, or it has ended.
     */
    synchronized Client.Received next() {
        for (int i = sentStart; ; ) {
            for (; i < sentEnd; i++) {
                if (sent[i] == '\n') {
                    return takeLine(i);
                }
            }
            int seen = sentEnd - sentStart;
            if (ended) {
                checkNoBug();
                return new Client.Received.Closed(take(seen));
            }
            if (isSettled()) {
                return new Client.Received.Nothing(take(seen));
            }
            awaitSession();
            i = sentStart + seen;
        }
    }

    private Client.Received.Line takeLine(int lineFeed) {
        if (lineFeed == sentStart || sent[lineFeed - 1] != '\r') {
            throw new AssertionError("the server ended a line with a bare LF");
        }
        byte[] line = take(lineFeed - 1 - sentStart);
        sentStart += 2;
        return new Client.Received.Line(line);
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(sent, sentStart, sentStart + length);
        sentStart += length;
        return taken;
    }

    /** All that the session says until it waits for us or ends. */
    synchronized byte[] allSaid() {
        settle();
        return take(sentEnd - sentStart);
    }

    /** Waits until the session waits for us or has ended. */
    synchronized void settle() {
        while (!ended && !isSettled()) {
            awaitSession();
        }
        checkNoBug();
    }

    private boolean isSettled() {
        return waiting
                && arriving.isEmpty()
                && !inputClosed
                && !reset
                && !(woken && napping)
                && !(draining && drainable)
                && waitDeadline != null
                && clock.instant().isBefore(waitDeadline);
    }

    synchronized void awaitEnd() {
        while (!ended) {
            awaitSession();
        }
        checkNoBug();
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** How long the session is going to wait for us. */
    synchronized Duration patience() {
        settle();
        if (waitDeadline == null) {
            throw new AssertionError("the session does not wait");
        }
        return Duration.between(clock.instant(), waitDeadline);
    }

    /** What a traffic tap would have seen, as Latin-1. */
    public synchronized String tapped() {
        return tapped.toString(StandardCharsets.ISO_8859_1);
    }

    private void checkNoBug() {
        if (failure != null && !(failure instanceof IOException)) {
            throw new AssertionError("the session ended by " + failure, failure);
        }
    }

    private void awaitSession() {
        long before = signals;
        pause(HUNG_MILLIS);
        if (signals == before) {
            throw new AssertionError("the session neither waits for input nor ends");
        }
    }

    private void signal() {
        signals++;
        notifyAll();
    }

    /** Waits for a signal; 0 is no limit. */
    @SuppressWarnings("WaitNotInLoop") // the callers loop, each over its own condition
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}

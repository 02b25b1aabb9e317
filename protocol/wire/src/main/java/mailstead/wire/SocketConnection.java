package mailstead.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The connection of a socket: bounded lines, buffered output, the tap. Confined to its session.
 *
 * <p>Buffers begin small and grow when a read fills them, so that commands cost little and bulk is
 * read in 16 KiB pieces; while the session waits for a command they are small again.
 */
final class SocketConnection implements Connection {

    private static final int INPUT_OCTETS_SMALL = 1024;
    private static final int INPUT_OCTETS_LARGE = 16 * 1024;
    private static final int OUTPUT_OCTETS_SMALL = 512;
    private static final int OUTPUT_OCTETS_LARGE = 16 * 1024;
    private static final byte[] NOTHING = {};

    private final String session;
    private final TimedChannel channel;
    private final Tapped tap;
    private final Optional<TlsContext> tls;
    private final Duration handshakeLimit;
    private final Consumer<Security.Tls> secured;

    private InetSocketAddress client;
    private InetSocketAddress local;
    private OctetStream stream;
    private Security security = new Security.Clear();
    private boolean upgradable;
    private boolean compressed;

    private byte[] input = new byte[INPUT_OCTETS_SMALL];
    private int start;
    private int end;
    private boolean ended;

    /**
     * What {@link #receive} lent out, with the octets from {@link #start} on; empty when nothing is
     * lent.
     */
    private Optional<ByteBuffer> lent = Optional.empty();

    private byte[] output = NOTHING;
    private int pending;

    /** Whether the idle limit runs since an earlier {@link #await}. */
    private boolean awaiting;

    /**
     * @param tls with what STARTTLS is offered, or implicit TLS begun
     * @param secured is told when TLS is there
     */
    SocketConnection(
            String session,
            TimedChannel channel,
            InetSocketAddress client,
            InetSocketAddress local,
            Optional<TlsContext> tls,
            boolean upgradable,
            Duration handshakeLimit,
            Consumer<Security.Tls> secured,
            TrafficTap tap) {
        this.session = session;
        this.channel = channel;
        this.stream = channel;
        this.client = client;
        this.local = local;
        this.tls = tls;
        this.upgradable = upgradable && tls.isPresent();
        this.handshakeLimit = handshakeLimit;
        this.secured = secured;
        this.tap = new Tapped(session, tap);
    }

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
        return local;
    }

    @Override
    public Security security() {
        return security;
    }

    @Override
    public Frame readCommand(int octetsMax) throws IOException {
        tap.settle();
        channel.checkDraining();
        return line(octetsMax, true);
    }

    @Override
    public Frame readLine(int octetsMax) throws IOException {
        tap.settle();
        return line(octetsMax, false);
    }

    private Frame line(int octetsMax, boolean drainable) throws IOException {
        takeBack();
        awaiting = false;
        channel.beginWait(drainable);
        boolean skipping = false;
        int scanned = 0; // octets from start on that hold no line feed
        while (true) {
            int feed = indexOfLineFeed(start + scanned);
            if (feed >= 0) {
                int length = feed + 1 - start;
                if (skipping || length > octetsMax) {
                    tap.skipped(length);
                    start = feed + 1;
                    return new Frame.TooLong();
                }
                return take(feed);
            }
            scanned = end - start;
            if (skipping || scanned >= octetsMax) {
                skipping = true;
                tap.skipped(scanned);
                start = end;
                scanned = 0;
            }
            if (!fill(octetsMax, drainable)) {
                tap.skipped(end - start);
                start = end;
                return new Frame.EndOfInput();
            }
        }
    }

    private int indexOfLineFeed(int from) {
        for (int i = from; i < end; i++) {
            if (input[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private Frame take(int feed) {
        boolean canonical = feed > start && input[feed - 1] == '\r';
        Frame line =
                new Frame.Line(
                        Arrays.copyOfRange(input, start, canonical ? feed - 1 : feed), canonical);
        tap.line(input, start, feed + 1 - start);
        start = feed + 1;
        return line;
    }

    @Override
    public ByteBuffer receive() throws IOException {
        tap.settle();
        takeBack();
        if (start == end) {
            awaiting = false;
            channel.beginWait(false);
            if (!fill(INPUT_OCTETS_LARGE, false)) {
                return ByteBuffer.wrap(NOTHING);
            }
        }
        // Nobody may write through the view into what a later line is read from.
        ByteBuffer view = ByteBuffer.wrap(input, start, end - start);
        lent = Optional.of(view);
        return view;
    }

    /** Counts as consumed what the borrower of the input consumed. */
    private void takeBack() {
        if (lent.isPresent()) {
            int position = Math.clamp(lent.get().position(), start, end);
            tap.received(input, start, position - start);
            start = position;
            lent = Optional.empty();
        }
    }

    /** Reads more behind what is held, sending our output first. False at the end of input. */
    private boolean fill(int octetsWanted, boolean resting) throws IOException {
        flush();
        if (ended) {
            return false;
        }
        makeRoom(octetsWanted, resting);
        int room = input.length - end;
        int octets = stream.read(ByteBuffer.wrap(input, end, room));
        if (octets < 0) {
            ended = true;
            return false;
        }
        end += octets;
        if (octets == room && input.length < INPUT_OCTETS_LARGE) {
            input = Arrays.copyOf(input, INPUT_OCTETS_LARGE);
        }
        return true;
    }

    private void makeRoom(int octetsWanted, boolean resting) {
        if (start == end) {
            start = 0;
            end = 0;
            if (resting) {
                stream.rest();
                if (input.length > INPUT_OCTETS_SMALL) {
                    input = new byte[INPUT_OCTETS_SMALL];
                }
                output = NOTHING;
            }
        } else if (start > 0) {
            System.arraycopy(input, start, input, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == input.length) {
            int twice = Math.max(INPUT_OCTETS_SMALL, 2 * input.length);
            input =
                    Arrays.copyOf(
                            input,
                            Math.max(end + 1, Math.min(twice, Math.max(octetsWanted, end + 1))));
        }
    }

    @Override
    public boolean hasInput() {
        takeBack();
        return start < end || stream.hasInput();
    }

    @Override
    public Waking await(Duration atMost) throws IOException {
        tap.settle();
        takeBack();
        channel.checkDraining();
        flush();
        if (start < end || ended || stream.hasInput() && readNow()) {
            awaiting = false;
            return Waking.INPUT;
        }
        if (!awaiting) {
            awaiting = true;
            channel.beginWait(true);
        }
        long until = System.nanoTime() + TimedChannel.nanos(atMost);
        rest();
        while (true) {
            Waking waking = channel.await(until);
            if (waking != Waking.INPUT) {
                return waking;
            }
            if (readNow()) {
                awaiting = false;
                return Waking.INPUT;
            }
            rest(); // half a TLS record, or one without content
        }
    }

    private void rest() {
        start = 0;
        end = 0;
        input = NOTHING;
        output = NOTHING;
        stream.rest();
    }

    /** Whether octets have come, or the end of input. */
    private boolean readNow() throws IOException {
        makeRoom(INPUT_OCTETS_SMALL, false);
        int octets = stream.readNow(ByteBuffer.wrap(input, end, input.length - end));
        if (octets < 0) {
            ended = true;
            return true;
        }
        end += octets;
        return octets > 0;
    }

    @Override
    public void wake() {
        channel.wake();
    }

    @Override
    public void send(byte[] octets, int offset, int length) throws IOException {
        tap.settle();
        tap.sent(octets, offset, length);
        if (length > OUTPUT_OCTETS_LARGE - pending) {
            flush();
        }
        if (length >= OUTPUT_OCTETS_LARGE) {
            stream.write(ByteBuffer.wrap(octets, offset, length));
            return;
        }
        if (length > output.length - pending) {
            int wanted =
                    Math.max(OUTPUT_OCTETS_SMALL, Math.max(pending + length, 2 * output.length));
            output = Arrays.copyOf(output, Math.min(OUTPUT_OCTETS_LARGE, wanted));
        }
        System.arraycopy(octets, offset, output, pending, length);
        pending += length;
    }

    @Override
    public void flush() throws IOException {
        if (pending > 0) {
            int length = pending;
            pending = 0;
            stream.write(ByteBuffer.wrap(output, 0, length));
        }
    }

    @Override
    public void hideFromTap(boolean hide) {
        takeBack();
        tap.hide(hide);
    }

    @Override
    public void limitIdle(Duration idle) {
        channel.limitIdle(idle);
    }

    @Override
    public void limitTotal(Duration total) {
        channel.limitTotal(total);
    }

    @Override
    public void clearTotal() {
        channel.clearTotal();
    }

    @Override
    public boolean canStartTls() {
        return upgradable;
    }

    @Override
    public void startTls(byte[] goAhead) throws IOException {
        if (!upgradable) {
            throw new IllegalStateException("STARTTLS was not offered");
        }
        if (hasInput()) {
            throw new PlaintextAfterStartTls();
        }
        send(goAhead);
        flush();
        shakeHands();
    }

    /** Begins TLS at once, or after the go-ahead was sent. */
    void shakeHands() throws IOException {
        upgradable = false;
        TlsStream layer = new TlsStream(tls.orElseThrow().serverEngine(), channel);
        channel.limitTotal(handshakeLimit);
        try {
            Security.Tls agreed = layer.shakeHands();
            security = agreed;
            secured.accept(agreed);
        } finally {
            channel.clearTotal();
        }
        stream = layer;
    }

    @Override
    public boolean isCompressed() {
        return compressed;
    }

    @Override
    public void startCompression(byte[] goAhead) throws IOException {
        if (compressed) {
            throw new IllegalStateException("compressed already");
        }
        takeBack();
        send(goAhead);
        flush();
        compressed = true;
        upgradable = false;
        // A client that did not wait for the go-ahead has begun to compress already.
        stream = new DeflateStream(stream, Arrays.copyOfRange(input, start, end));
        start = end;
    }

    /**
     * Reads the PROXY header with which a trusted proxy begins; what follows it stays to be read.
     *
     * @throws ProxyHeader.Malformed if something else comes, or nothing
     */
    ProxyHeader readProxyHeader(Duration limit) throws IOException {
        channel.limitTotal(limit);
        channel.beginWait(false);
        while (true) {
            Optional<ProxyHeader> header =
                    ProxyHeader.parse(ByteBuffer.wrap(input, start, end - start).slice());
            if (header.isPresent()) {
                start += header.get().octets();
                channel.clearTotal();
                header.get().source().ifPresent(source -> client = source);
                header.get().destination().ifPresent(destination -> local = destination);
                return header.get();
            }
            if (!fill(ProxyHeader.OCTETS_MAX, false)) {
                throw new ProxyHeader.Malformed("closed inside the PROXY header");
            }
        }
    }

    /** Sends what is pending and the last words of TLS. The socket is closed by the listener. */
    void finish() throws IOException {
        tap.settle();
        takeBack();
        flush();
        stream.finish();
    }

    /** The session is over, however it ended. */
    void release() {
        stream.release();
    }

    /** Whether the client closed its side. */
    boolean isEnded() {
        return ended;
    }

    /**
     * Whether input is left that nobody will read: closing now could destroy our last reply on its
     * way.
     */
    boolean hasUnread() throws IOException {
        return !ended && (start < end || channel.hasUnread());
    }
}

package mailstead.smtp.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import mailstead.wire.Connection;
import mailstead.wire.Frame;
import mailstead.wire.Security;

/** A client whose whole input is known beforehand and arrives in pieces of given lengths. */
final class ScriptedConnection implements Connection {

    private final byte[] input;
    private final IntSupplier pieceLengths;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int position;
    private int arrived;
    private ByteBuffer view = ByteBuffer.allocate(0);
    Security security = new Security.Clear();
    boolean certificate;
    IOException atEnd = new Connection.TimedOut("unset");
    boolean failAtEnd;
    final List<String> limits = new ArrayList<>();

    /** @param pieceLengths each at least 1 */
    ScriptedConnection(byte[] input, IntSupplier pieceLengths) {
        this.input = input;
        this.pieceLengths = pieceLengths;
    }

    String output() {
        return output.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String session() {
        return "s1";
    }

    @Override
    public InetSocketAddress client() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 7}), 4711);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
    }

    @Override
    public Security security() {
        return security;
    }

    @Override
    public Frame readCommand(int octetsMax) throws IOException {
        settle();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (position < input.length) {
            byte octet = input[position++];
            arrived = Math.max(arrived, position);
            if (octet == '\n') {
                byte[] text = line.toByteArray();
                if (text.length + 1 > octetsMax) {
                    return new Frame.TooLong();
                }
                boolean canonical = text.length > 0 && text[text.length - 1] == '\r';
                return new Frame.Line(canonical ? Arrays.copyOf(text, text.length - 1) : text, canonical);
            }
            line.write(octet);
        }
        if (failAtEnd) {
            throw atEnd;
        }
        return new Frame.EndOfInput();
    }

    @Override
    public Frame readLine(int octetsMax) throws IOException {
        return readCommand(octetsMax);
    }

    @Override
    public ByteBuffer receive() throws IOException {
        settle();
        if (arrived <= position) {
            arrived = Math.min(input.length, position + pieceLengths.getAsInt());
        }
        if (arrived == position && failAtEnd) {
            throw atEnd;
        }
        view = ByteBuffer.wrap(input, position, arrived - position);
        return view;
    }

    private void settle() {
        if (view.capacity() > 0) {
            position = view.position();
            view = ByteBuffer.allocate(0);
        }
    }

    @Override
    public boolean hasInput() {
        settle();
        return position < input.length;
    }

    @Override
    public void send(byte[] octets, int offset, int length) {
        output.write(octets, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void hideFromTap(boolean hide) {}

    @Override
    public void limitIdle(Duration idle) {
        limits.add("idle " + idle);
    }

    @Override
    public void limitTotal(Duration total) {
        limits.add("total " + total);
    }

    @Override
    public void clearTotal() {
        limits.add("no total");
    }

    @Override
    public boolean canStartTls() {
        return certificate && !security.isEncrypted();
    }

    @Override
    public void startTls(byte[] goAhead) throws IOException {
        if (hasInput() && pieceLengths.getAsInt() > 1) {
            throw new PlaintextAfterStartTls();
        }
        send(goAhead);
        security =
                new Security.Tls(
                        "TLSv1.3",
                        "TLS_AES_128_GCM_SHA256",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }
}

package mailstead.wire;

import java.util.Arrays;

/**
 * One session's side of the tap. A received line waits here until the session's next step, because
 * only the session knows whether it holds a secret: {@code PASS geheim} must not be shown before it
 * says so.
 */
final class Tapped {

    private static final byte[] NOTHING = {};

    private final String session;
    private final TrafficTap tap;
    private byte[] line = NOTHING;
    private int skipped;
    private boolean hiding;

    Tapped(String session, TrafficTap tap) {
        this.session = session;
        this.tap = tap;
    }

    /** A line was taken from the input. */
    void line(byte[] octets, int offset, int length) {
        if (!tap.isOpen()) {
            return;
        }
        if (hiding) {
            received(octets, offset, length);
        } else {
            settle();
            line = Arrays.copyOfRange(octets, offset, offset + length);
        }
    }

    /** Octets of a line that is thrown away: counted, not shown. */
    void skipped(int octets) {
        skipped += octets;
    }

    /** The session went on without hiding the last line: show it. */
    void settle() {
        if (skipped > 0) {
            int octets = skipped;
            skipped = 0;
            showReceived(TrafficTap.hidden(octets));
        }
        if (line.length > 0) {
            byte[] shown = line;
            line = NOTHING;
            showReceived(shown);
        }
    }

    void hide(boolean hide) {
        if (hide && line.length > 0) {
            line = withoutArguments(line);
        }
        settle();
        hiding = hide;
    }

    /** {@code PASS <hidden 8 octets>}: the first word of a line and how much followed it. */
    private static byte[] withoutArguments(byte[] line) {
        int word = 0;
        while (word < line.length && line[word] > ' ') {
            word++;
        }
        if (word >= line.length || line[word] != ' ') {
            return TrafficTap.hidden(line.length);
        }
        byte[] hidden = TrafficTap.hidden(line.length - word - 1);
        byte[] shown = Arrays.copyOf(line, word + 1 + hidden.length);
        System.arraycopy(hidden, 0, shown, word + 1, hidden.length);
        return shown;
    }

    void received(byte[] octets, int offset, int length) {
        if (length > 0 && tap.isOpen()) {
            if (hiding) {
                showReceived(TrafficTap.hidden(length));
            } else {
                tap.received(session, octets, offset, length);
            }
        }
    }

    private void showReceived(byte[] octets) {
        if (tap.isOpen()) {
            tap.received(session, octets, 0, octets.length);
        }
    }

    void sent(byte[] octets, int offset, int length) {
        if (length > 0 && tap.isOpen()) {
            if (hiding) {
                byte[] hidden = TrafficTap.hidden(length);
                tap.sent(session, hidden, 0, hidden.length);
            } else {
                tap.sent(session, octets, offset, length);
            }
        }
    }
}

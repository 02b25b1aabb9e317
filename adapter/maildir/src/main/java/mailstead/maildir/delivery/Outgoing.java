package mailstead.maildir.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import mailstead.mail.Content;
import mailstead.maildir.files.LineEnds;

/**
 * A message to be stored: held in memory if it is small, else read anew for each copy. Its line
 * ends are known before the first octet is written, because they decide the form on disk. Confined
 * to one delivery.
 *
 * @param held the octets of a small message
 */
public record Outgoing(Content content, Optional<byte[]> held, LineEnds ends) {

    /** Messages up to this size pass in memory, in one visit to the volume's threads. */
    public static final int SMALL_OCTETS = 64 * 1024;

    /** Longer ones are written in pieces of this size. */
    public static final int PIECE_OCTETS = 64 * 1024;

    public static Outgoing of(Content content) throws IOException {
        try (InputStream in = content.open()) {
            byte[] start = in.readNBytes(SMALL_OCTETS + 1);
            LineEnds ends = LineEnds.of(start);
            if (start.length <= SMALL_OCTETS) {
                return new Outgoing(content, Optional.of(start), ends);
            }
            byte[] buffer = new byte[SMALL_OCTETS];
            int count;
            while ((count = in.read(buffer, 0, buffer.length)) > 0) {
                ends.add(buffer, 0, count);
            }
            return new Outgoing(content, Optional.empty(), ends);
        }
    }

    /**
     * How this message is stored behind a prefix. The two are canonical together if each is by
     * itself.
     */
    public Form form(byte[] prefix) {
        LineEnds before = LineEnds.of(prefix);
        long onWire = prefix.length + ends.octets();
        return before.isCanonical() && ends.isCanonical()
                ? new Form(prefix, this, true, before.octetsWithLf() + ends.octetsWithLf(), onWire)
                : new Form(prefix, this, false, onWire, onWire);
    }

    /**
     * @param isLf whether it is stored with LF line ends
     * @param stored octets on disk
     * @param onWire octets with CRLF line ends
     */
    public record Form(byte[] prefix, Outgoing message, boolean isLf, long stored, long onWire) {

        /** The form on disk of octets that others may hold too. */
        byte[] onDisk(byte[] octets) {
            return isLf ? LineEnds.toLf(octets, 0, octets.length) : octets;
        }

        /** Changes the first octets of a buffer into their form on disk; gives their number. */
        int toDisk(byte[] buffer, int length) {
            return isLf ? LineEnds.toLfInPlace(buffer, length) : length;
        }
    }
}

package mailstead.maildir.adoption;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;

/**
 * A file of another server, as it is. Immutable.
 *
 * @param text its octets; those that are not UTF-8 are lone surrogates U+DC80 to U+DCFF, as in file
 *     names
 */
record ForeignFile(String text, Instant modified) {

    /** Of more than any list of messages. */
    private static final int OCTETS_MAX = 256 * 1024 * 1024;

    private static final int PIECE_OCTETS = 64 * 1024;
    private static final int STRAY_OCTET = 0xDC00;

    /** Empty if it is not there; on the volume's threads, as the owner. */
    static Optional<ForeignFile> read(Mailbox folder, String name) throws IOException {
        return Listing.unlessGone(() -> {
            FileSystem.Stat stat = folder.files().stat(folder.folder(name));
            if (stat.kind() != FileSystem.Kind.FILE) {
                return new ForeignFile("", stat.modified());
            }
            if (stat.size() > OCTETS_MAX) {
                throw new IOException(folder.folder(name) + " is too long to be taken over");
            }
            return new ForeignFile(decode(octets(folder, name)), stat.modified());
        });
    }

    private static byte[] octets(Mailbox folder, String name) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (FileSystem.File file = folder.files().open(folder.folder(name))) {
            byte[] piece = new byte[PIECE_OCTETS];
            int count;
            while ((count = file.read(piece, 0, piece.length)) > 0 && all.size() <= OCTETS_MAX) {
                all.write(piece, 0, count);
            }
        }
        return all.toByteArray();
    }

    private static String decode(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        // Rare: octet by octet, so that names match those of files.
        StringBuilder exact = new StringBuilder(octets.length);
        int at = 0;
        while (at < octets.length) {
            int length = characterLength(octets, at);
            if (length == 0) {
                exact.append((char) (STRAY_OCTET | octets[at] & 0xFF));
                at++;
            } else {
                exact.append(new String(octets, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return exact.toString();
    }

    /** Octets of the UTF-8 character that begins here; 0 if none does. */
    private static int characterLength(byte[] octets, int at) {
        int first = octets[at] & 0xFF;
        int length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || at + length > octets.length) {
            return 0;
        }
        String one = new String(octets, at, length, StandardCharsets.UTF_8);
        return one.codePointCount(0, one.length()) == 1 && one.indexOf('\uFFFD') < 0 ? length : 0;
    }
}

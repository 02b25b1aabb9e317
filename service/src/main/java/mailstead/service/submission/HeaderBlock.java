package mailstead.service.submission;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Content;
import mailstead.mail.mime.HeaderField;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.RawText;

/**
 * A message's header as far as it is one: it ends before the first line that is no field, so that
 * whatever stands there is not lost but text. Immutable.
 *
 * @param length octets of the content that are header, with the blank line
 */
record HeaderBlock(List<HeaderField> fields, int length) {

    /** Longer headers are refused: they are held in memory. */
    static final int OCTETS_MAX = 256 * 1024;

    private static final int PIECE_OCTETS = 8 * 1024;

    /** Empty when it is too long. */
    static Optional<HeaderBlock> read(Content content) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE_OCTETS];
        Ending ending = new Ending();
        try (InputStream in = content.open()) {
            int length;
            while ((length = in.read(piece)) > 0) {
                int taken = ending.find(piece, length);
                block.write(piece, 0, taken);
                if (block.size() > OCTETS_MAX) {
                    return Optional.empty();
                }
                if (ending.isFound()) {
                    break;
                }
            }
        }
        return Optional.of(parse(block.toByteArray()));
    }

    private static HeaderBlock parse(byte[] block) {
        Headers headers = Headers.parse(block);
        List<HeaderField> fields = headers.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().isEmpty()) {
                return new HeaderBlock(fields.subList(0, i), fields.get(i).offset());
            }
        }
        return new HeaderBlock(fields, headers.length());
    }

    HeaderBlock {
        fields = List.copyOf(fields);
    }

    /** All fields of this name, as a header of its own. */
    Headers only(String name) {
        return new Headers(fields, RawText.EMPTY).only(List.of(name));
    }

    boolean has(String name) {
        return fields.stream().anyMatch(field -> field.isNamed(name));
    }

    long count(String name) {
        return fields.stream().filter(field -> field.isNamed(name)).count();
    }

    boolean isAscii() {
        return fields.stream().allMatch(field -> field.raw().isAscii());
    }

    /** Finds the blank line in pieces. Confined to one reading. */
    private static final class Ending {

        private boolean lineIsEmpty = true;
        private boolean found;

        boolean isFound() {
            return found;
        }

        /** How many of these octets are header. */
        int find(byte[] octets, int length) {
            for (int i = 0; i < length; i++) {
                if (octets[i] == '\n') {
                    if (lineIsEmpty) {
                        found = true;
                        return i + 1;
                    }
                    lineIsEmpty = true;
                } else if (octets[i] != '\r') {
                    lineIsEmpty = false;
                }
            }
            return length;
        }
    }
}

package mailstead.service.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.Content;

/**
 * What a message's header says about where it has been: how many Received fields, and which
 * Delivered-To. Immutable. Reads no further than the header's end or {@value #HEADER_OCTETS_MAX}
 * octets, and keeps no more than the start of a line.
 */
record TraceScan(int received, Set<Address> deliveredTo) {

    private static final int HEADER_OCTETS_MAX = 1024 * 1024;
    private static final int LINE_OCTETS_KEPT = 512;
    private static final int DELIVERED_TO_KEPT = 1_000;
    private static final int BUFFER_OCTETS = 8 * 1024;

    private static final byte[] RECEIVED = "received:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELIVERED_TO = "delivered-to:".getBytes(StandardCharsets.US_ASCII);

    static TraceScan of(Content content) throws IOException {
        Lines lines = new Lines();
        byte[] buffer = new byte[(int) Math.clamp(content.size(), 1, BUFFER_OCTETS)];
        long left = HEADER_OCTETS_MAX;
        try (InputStream in = content.open()) {
            int length;
            while (left > 0 && (length = in.read(buffer)) > 0) {
                left -= length;
                for (int i = 0; i < length; i++) {
                    if (lines.isLast(buffer[i])) {
                        return lines.result();
                    }
                }
            }
        }
        lines.endLine();
        return lines.result();
    }

    /** Gathers the header line by line. Confined to one scan. */
    private static final class Lines {
        private final byte[] line = new byte[LINE_OCTETS_KEPT];
        private final Set<Address> deliveredTo = new HashSet<>();
        private int length;
        private int received;

        /** Takes one octet and says whether it ends the header. */
        boolean isLast(byte octet) {
            if (octet != '\n') {
                if (length < line.length) {
                    line[length] = octet;
                }
                length++;
                return false;
            }
            boolean isEmpty = length == 0 || length == 1 && line[0] == '\r';
            endLine();
            return isEmpty;
        }

        void endLine() {
            if (startsWith(RECEIVED)) {
                received++;
            } else if (startsWith(DELIVERED_TO) && deliveredTo.size() < DELIVERED_TO_KEPT) {
                int end = Math.min(length, line.length);
                String value =
                        new String(
                                line,
                                DELIVERED_TO.length,
                                end - DELIVERED_TO.length,
                                StandardCharsets.UTF_8);
                parse(value.strip()).ifPresent(address -> deliveredTo.add(address.folded()));
            }
            length = 0;
        }

        TraceScan result() {
            return new TraceScan(received, Set.copyOf(deliveredTo));
        }

        private boolean startsWith(byte[] name) {
            if (length < name.length) {
                return false;
            }
            for (int i = 0; i < name.length; i++) {
                int c = line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i];
                if (c != name[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** An address as {@link Address#toString} writes it, also with a quoted local part. */
    private static Optional<Address> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 3 || text.charAt(0) != '"' || text.charAt(at - 1) != '"') {
            return Address.parse(text);
        }
        String localPart = text.substring(1, at - 1).replaceAll("\\\\(.)", "$1");
        return Address.of(localPart, text.substring(at + 1));
    }
}

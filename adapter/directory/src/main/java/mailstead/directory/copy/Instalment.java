package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What has changed since the version before: each entry as it is now. Signed. Immutable. After the
 * lines comes an empty one, then the entries: table (1), whether there is a value (1), length of
 * the key (2), the key, and if there is a value its length (4) and the value; numbers the most
 * significant octet first.
 *
 * @param version with an instalment above 0
 * @param predecessor of the instalment before, whole with its signature; of the manifest for the
 *     first
 * @param point the state of the centre that this leads to
 * @param asOf the publisher's clock before that was read; whole milliseconds
 * @param scramReady what {@code Directory.isScramReady} says in this state
 * @param entries no key of a table twice
 */
public record Instalment(
        Version version,
        Checksum predecessor,
        Point point,
        Instant asOf,
        boolean scramReady,
        List<Entry> entries) {

    /** All instalments of a generation together stay below this, too: they are kept in memory. */
    public static final int OCTETS_MAX = 64 * 1024 * 1024;

    private static final String WHAT = "mailstead-directory-instalment 1";
    private static final byte[] BODY = "\n\n".getBytes(US_ASCII);
    private static final int HEAD_OCTETS_MAX = 4096;

    public Instalment {
        entries = List.copyOf(entries);
        if (version.instalment() == 0) {
            throw new IllegalArgumentException("an instalment's number is 1 or more");
        }
    }

    public byte[] signed(SigningKey key) {
        String head =
                WHAT
                        + "\nversion "
                        + version
                        + "\npredecessor "
                        + predecessor
                        + "\n"
                        + point.written()
                        + "as-of "
                        + asOf
                        + "\nscram-ready "
                        + (scramReady ? "yes" : "no")
                        + "\nentries "
                        + entries.size()
                        + "\n\n";
        OctetWriter octets = new OctetWriter();
        octets.put(head.getBytes(US_ASCII));
        entries.forEach(entry -> put(octets, entry));
        return key.sign(octets.octets());
    }

    private static void put(OctetWriter octets, Entry entry) {
        byte[] key = OctetWriter.utf8(entry.key());
        if (key.length > Entry.KEY_OCTETS_MAX
                || entry.value().filter(v -> v.length > Entry.VALUE_OCTETS_MAX).isPresent()) {
            throw new IllegalArgumentException("too long: " + entry);
        }
        octets.put(entry.table().code());
        octets.put(entry.value().isPresent() ? 1 : 0);
        octets.putShort(key.length);
        octets.put(key);
        entry.value()
                .ifPresent(value -> {
                    octets.putInt(value.length);
                    octets.put(value);
                });
    }

    /**
     * Entries of tables that this release does not know are left out.
     *
     * @throws BadCopy if it is not exactly what was signed with one of the keys
     */
    public static Instalment read(byte[] octets, TrustedKeys keys) throws BadCopy {
        if (octets.length > OCTETS_MAX) {
            throw new BadCopy("too long for an instalment");
        }
        byte[] content = keys.open(octets);
        int body = bodyOf(content);
        Fields fields = Fields.read(WHAT, Arrays.copyOf(content, body - 1));
        Version version = Version.parse(fields.one("version"));
        if (version.instalment() == 0) {
            throw new BadCopy("not an instalment");
        }
        return new Instalment(
                version,
                Checksum.parse(fields.one("predecessor")),
                Point.read(fields),
                fields.instant("as-of"),
                fields.isYes("scram-ready"),
                entries(
                        ByteBuffer.wrap(content, body, content.length - body),
                        fields.number("entries")));
    }

    /** Where the entries begin: after the first empty line. */
    private static int bodyOf(byte[] content) throws BadCopy {
        for (int at = 0; at + 1 < Math.min(content.length, HEAD_OCTETS_MAX); at++) {
            if (content[at] == BODY[0] && content[at + 1] == BODY[1]) {
                return at + 2;
            }
        }
        throw new BadCopy("an instalment without entries");
    }

    private static List<Entry> entries(ByteBuffer octets, long count) throws BadCopy {
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            require(octets, 4);
            Optional<Table> table = Table.of(octets.get());
            byte has = octets.get();
            String key = OctetReader.text(slice(octets, octets.getShort() & 0xffff));
            Optional<byte[]> value = Optional.empty();
            if (has == 1) {
                require(octets, 4);
                value = Optional.of(slice(octets, octets.getInt()));
            } else if (has != 0) {
                throw new BadCopy("an instalment with a strange entry");
            }
            if (table.isPresent()) {
                entries.add(new Entry(table.get(), key, value));
            }
        }
        if (octets.hasRemaining()) {
            throw new BadCopy("an instalment with more than its entries");
        }
        return entries;
    }

    private static byte[] slice(ByteBuffer octets, int length) throws BadCopy {
        if (length < 0) {
            throw new BadCopy("an instalment with a strange entry");
        }
        require(octets, length);
        byte[] slice = new byte[length];
        octets.get(slice);
        return slice;
    }

    private static void require(ByteBuffer octets, int count) throws BadCopy {
        if (octets.remaining() < count) {
            throw new BadCopy("an instalment with less than its entries");
        }
    }
}

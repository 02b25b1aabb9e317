package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a generation consists of. Signed. Immutable.
 *
 * @param version with instalment 0
 * @param point the state of the centre that was read
 * @param asOf the publisher's clock before it was read; whole milliseconds
 * @param scramReady what {@code Directory.isScramReady} says in this state
 * @param files all but the manifest, 1 to {@link #FILES_MAX}
 * @param isPartial whether it may lack what exists, so that nothing follows from what is not in it
 */
public record Manifest(
        Version version,
        Point point,
        Instant asOf,
        boolean scramReady,
        List<Item> files,
        boolean isPartial) {

    public static final int OCTETS_MAX = 64 * 1024;
    public static final int FILES_MAX = 256;

    private static final String WHAT = "mailstead-directory-generation 1";

    /**
     * One file.
     *
     * @param name see {@link Names#isFile}
     * @param size in octets
     */
    public record Item(String name, long size, Checksum checksum) {

        public Item {
            if (!Names.isFile(name) || size < 0) {
                throw new IllegalArgumentException("not a file of a generation");
            }
        }

        private static Item parse(String text) throws BadCopy {
            String[] parts = text.split(" ", -1);
            Optional<Long> size = parts.length == 3 ? Fields.decimal(parts[1]) : Optional.empty();
            if (size.isEmpty() || !Names.isFile(parts[0])) {
                throw new BadCopy("not a file of a generation");
            }
            return new Item(parts[0], size.get(), Checksum.parse(parts[2]));
        }
    }

    /** Of a generation that has all there is. */
    public Manifest(
            Version version, Point point, Instant asOf, boolean scramReady, List<Item> files) {
        this(version, point, asOf, scramReady, files, false);
    }

    public static Manifest partial(
            Version version, Point point, Instant asOf, boolean scramReady, List<Item> files) {
        return new Manifest(version, point, asOf, scramReady, files, true);
    }

    public Manifest {
        files = List.copyOf(files);
        if (version.instalment() != 0 || files.isEmpty() || files.size() > FILES_MAX) {
            throw new IllegalArgumentException("not a generation");
        }
    }

    /** All files together, in octets. */
    public long size() {
        return files.stream().mapToLong(Item::size).sum();
    }

    public byte[] signed(SigningKey key) {
        StringBuilder text =
                new StringBuilder(WHAT)
                        .append("\nversion ")
                        .append(version)
                        .append('\n')
                        .append(point.written())
                        .append("as-of ")
                        .append(asOf)
                        .append("\nscram-ready ")
                        .append(scramReady ? "yes" : "no")
                        .append('\n')
                        .append(isPartial ? "partial yes\n" : "");
        for (Item file : files) {
            text.append("file ")
                    .append(file.name())
                    .append(' ')
                    .append(file.size())
                    .append(' ')
                    .append(file.checksum())
                    .append('\n');
        }
        return key.sign(text.toString().getBytes(US_ASCII));
    }

    /**
     * @throws BadCopy if it is not exactly what was signed with one of the keys, or lacks a file of
     *     a {@link Table}
     */
    public static Manifest read(byte[] octets, TrustedKeys keys) throws BadCopy {
        if (octets.length > OCTETS_MAX) {
            throw new BadCopy("too long for a manifest");
        }
        Fields fields = Fields.read(WHAT, keys.open(octets));
        List<Item> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : fields.all("file")) {
            Item item = Item.parse(text);
            if (!names.add(item.name())) {
                throw new BadCopy("twice in the manifest: " + item.name());
            }
            files.add(item);
        }
        for (Table table : Table.values()) {
            if (!names.containsAll(table.files())) {
                throw new BadCopy("the manifest lacks " + table.files());
            }
        }
        Version version = Version.parse(fields.one("version"));
        if (version.instalment() != 0 || files.size() > FILES_MAX) {
            throw new BadCopy("not a generation");
        }
        return new Manifest(
                version,
                Point.read(fields),
                fields.instant("as-of"),
                fields.isYes("scram-ready"),
                files,
                fields.maybe("partial").isPresent() && fields.isYes("partial"));
    }
}

package mailstead.directory.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Entry;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Keys;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Names;
import mailstead.directory.copy.Records;
import mailstead.directory.copy.Table;
import mailstead.directory.copy.TrustedKeys;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileImage;
import mailstead.fs.FileSystem;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;

/**
 * What lies in a publisher's folder, read without any of its code: everything that the head names,
 * each checksum and signature verified.
 *
 * @param entries by table and key, the values in hexadecimal digits
 */
public record PublishedCopy(
        Head head, Manifest manifest, boolean scramReady, Map<String, String> entries) {

    /** Empty if there is no head. */
    public static Optional<PublishedCopy> read(FileSystem files, String top, TrustedKeys keys)
            throws IOException, BadCopy {
        Head head;
        try {
            head = Head.read(content(files, top + "/" + Names.HEAD), keys);
        } catch (FileFailure failure) {
            assertThat(failure.errno()).isEqualTo(Errno.ENOENT);
            return Optional.empty();
        }
        String folder = top + "/" + Names.generation(head.version().generation());
        byte[] octets = content(files, folder + "/" + Names.MANIFEST);
        Checksum last = Checksum.of(octets);
        assertThat(last).isEqualTo(head.manifest());
        Manifest manifest = Manifest.read(octets, keys);
        assertThat(manifest.version()).isEqualTo(head.version().whole());
        Map<String, String> entries = new TreeMap<>();
        for (Manifest.Item item : manifest.files()) {
            byte[] file = content(files, folder + "/" + item.name());
            assertThat((long) file.length).isEqualTo(item.size());
            assertThat(Checksum.of(file)).as(item.name()).isEqualTo(item.checksum());
            for (Table table : Table.values()) {
                if (table.files().contains(item.name())) {
                    all(file)
                            .forEach((key, value) -> {
                                assertThat(table.file(key)).isEqualTo(item.name());
                                assertThat(entries.put(table + " " + key, value)).isNull();
                            });
                }
            }
        }
        boolean scramReady = manifest.scramReady();
        for (int number = 1; number <= head.version().instalment(); number++) {
            octets = content(files, folder + "/" + Names.instalment(number));
            Instalment instalment = Instalment.read(octets, keys);
            assertThat(instalment.predecessor()).isEqualTo(last);
            last = Checksum.of(octets);
            scramReady = instalment.scramReady();
            for (Entry entry : instalment.entries()) {
                String place = entry.table() + " " + entry.key();
                if (entry.value().isPresent()) {
                    entries.put(place, hex(entry.value().get()));
                } else {
                    entries.remove(place);
                }
            }
        }
        assertThat(last).isEqualTo(head.newest());
        return Optional.of(new PublishedCopy(head, manifest, scramReady, entries));
    }

    /** What should stand in it. */
    public static Map<String, String> expected(Provisioning truth) throws MailException {
        Map<String, String> entries = new TreeMap<>();
        for (Customer customer : truth.customers()) {
            put(entries, Table.CUSTOMERS, customer.customerId(), Records.of(customer));
        }
        for (Domain domain : truth.domains()) {
            put(entries, Table.DOMAINS, domain.name().ascii(), Records.of(domain));
        }
        for (Account account : truth.accounts()) {
            put(entries, Table.ACCOUNTS, account.login(), Records.of(account));
            account.addresses()
                    .forEach(address ->
                            put(
                                    entries,
                                    Table.ADDRESSES,
                                    Keys.address(address),
                                    Records.of(address, account.login())));
        }
        for (Alias alias : truth.aliases()) {
            put(entries, Table.ADDRESSES, Keys.address(alias.address()), Records.of(alias));
        }
        for (Volume volume : truth.allVolumes()) {
            put(entries, Table.VOLUMES, volume.name(), Records.of(volume));
        }
        put(
                entries,
                Table.VOLUMES,
                Records.ALL_VOLUMES,
                Records.ofNames(truth.allVolumes().stream().map(Volume::name).toList()));
        truth.backEnds()
                .forEach(backEnd ->
                        put(entries, Table.BACK_ENDS, backEnd.name(), Records.of(backEnd)));
        return entries;
    }

    private static void put(Map<String, String> entries, Table table, String key, byte[] value) {
        entries.put(table + " " + key, hex(value));
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** The records of a constant database lie between its header and the first of its tables. */
    static Map<String, String> all(byte[] file) {
        FileImage image = FileImage.of(file);
        long end = image.number(0);
        Map<String, String> all = new TreeMap<>();
        long at = 2048;
        while (at < end) {
            int key = (int) image.number(at);
            int value = (int) image.number(at + 4);
            String name = new String(image.octets(at + 8, key), UTF_8);
            assertThat(all.put(name, hex(image.octets(at + 8 + key, value)))).as(name).isNull();
            at += 8 + key + value;
        }
        return all;
    }

    static byte[] content(FileSystem files, String path) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (FileSystem.File file = files.open(path)) {
            for (int got = file.read(buffer, 0, buffer.length);
                    got >= 0;
                    got = file.read(buffer, 0, buffer.length)) {
                octets.write(buffer, 0, got);
            }
        }
        return octets.toByteArray();
    }
}

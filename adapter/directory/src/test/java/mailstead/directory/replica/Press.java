package mailstead.directory.replica;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mailstead.directory.cdb.CdbWriter;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Entry;
import mailstead.directory.copy.Head;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Keys;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Names;
import mailstead.directory.copy.Point;
import mailstead.directory.copy.Records;
import mailstead.directory.copy.SigningKey;
import mailstead.directory.copy.Table;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.copy.Version;
import mailstead.mail.Address;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;
import mailstead.testkit.fs.MemoryFileSystem;

/**
 * Prints copies of a directory as a publisher does, into memory: files by path. Knows nothing of
 * crashes or of who reads. Confined to one test.
 */
final class Press {

    private final SigningKey key;
    private final TrustedKeys keys;
    private final Provisioning truth;
    private final Map<String, byte[]> files = new TreeMap<>();
    private Map<View.Place, byte[]> printed = Map.of();
    private Version version = new Version(1, 0);
    private long sequence;
    private Checksum manifest = Checksum.of(new byte[0]);
    private Checksum newest = manifest;

    Press(Provisioning truth) throws BadCopy {
        SigningKey.Pair pair = SigningKey.Pair.generate();
        this.key = SigningKey.parse(pair.secret());
        this.keys = TrustedKeys.parse(pair.open());
        this.truth = truth;
    }

    TrustedKeys keys() {
        return keys;
    }

    Version version() {
        return version;
    }

    /** By path below the top, without the head. */
    synchronized Optional<byte[]> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    synchronized Map<String, byte[]> files() {
        return new LinkedHashMap<>(files);
    }

    synchronized void replace(String path, byte[] content) {
        files.put(path, content);
    }

    /** A generation with what is true now. */
    synchronized Version generation(long number, Instant asOf) throws Exception {
        Map<View.Place, byte[]> entries = entries();
        sequence += entries.equals(printed) ? 0 : 1;
        version = new Version(number, 0);
        String folder = Names.generation(number) + "/";
        List<Manifest.Item> items = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : databases(entries).entrySet()) {
            files.put(folder + file.getKey(), file.getValue());
            items.add(
                    new Manifest.Item(
                            file.getKey(), file.getValue().length, Checksum.of(file.getValue())));
        }
        byte[] signed = new Manifest(version, point(), asOf, truthScramReady(), items).signed(key);
        files.put(folder + Names.MANIFEST, signed);
        manifest = Checksum.of(signed);
        newest = manifest;
        printed = entries;
        return version;
    }

    /** An instalment with what has changed since. */
    synchronized Version instalment(Instant asOf) throws Exception {
        Map<View.Place, byte[]> entries = entries();
        List<Entry> changes = new ArrayList<>();
        for (Map.Entry<View.Place, byte[]> now : entries.entrySet()) {
            byte[] before = printed.get(now.getKey());
            if (before == null || !Arrays.equals(before, now.getValue())) {
                changes.add(
                        new Entry(
                                now.getKey().table(),
                                now.getKey().key(),
                                Optional.of(now.getValue())));
            }
        }
        for (View.Place before : printed.keySet()) {
            if (!entries.containsKey(before)) {
                changes.add(new Entry(before.table(), before.key(), Optional.empty()));
            }
        }
        sequence++;
        version = version.next();
        byte[] signed =
                new Instalment(version, newest, point(), asOf, truthScramReady(), changes)
                        .signed(key);
        files.put(
                Names.generation(version.generation())
                        + "/"
                        + Names.instalment(version.instalment()),
                signed);
        newest = Checksum.of(signed);
        printed = entries;
        return version;
    }

    synchronized byte[] head(Instant asOf, Optional<String> nonce) {
        return new Head(version, point(), asOf, manifest, newest, nonce).signed(key);
    }

    private Point point() {
        return new Point(sequence, "m" + sequence);
    }

    private boolean truthScramReady() throws MailException {
        return truth.accounts().stream().allMatch(Account::isScramReady);
    }

    private Map<View.Place, byte[]> entries() throws MailException {
        Map<View.Place, byte[]> entries = new HashMap<>();
        for (Customer customer : truth.customers()) {
            entries.put(
                    new View.Place(Table.CUSTOMERS, customer.customerId()), Records.of(customer));
        }
        for (Domain domain : truth.domains()) {
            entries.put(new View.Place(Table.DOMAINS, domain.name().ascii()), Records.of(domain));
        }
        for (Account account : truth.accounts()) {
            entries.put(new View.Place(Table.ACCOUNTS, account.login()), Records.of(account));
            for (Address address : account.addresses()) {
                entries.put(
                        new View.Place(Table.ADDRESSES, Keys.address(address)),
                        Records.of(address, account.login()));
            }
        }
        for (Alias alias : truth.aliases()) {
            entries.put(
                    new View.Place(Table.ADDRESSES, Keys.address(alias.address())),
                    Records.of(alias));
        }
        for (Volume volume : truth.allVolumes()) {
            entries.put(new View.Place(Table.VOLUMES, volume.name()), Records.of(volume));
        }
        entries.put(
                new View.Place(Table.VOLUMES, Records.ALL_VOLUMES),
                Records.ofNames(truth.allVolumes().stream().map(Volume::name).toList()));
        return entries;
    }

    private static Map<String, byte[]> databases(Map<View.Place, byte[]> entries)
            throws IOException {
        MemoryFileSystem disk = new MemoryFileSystem();
        Map<String, byte[]> databases = new TreeMap<>();
        for (Table table : Table.values()) {
            for (String name : table.files()) {
                try (var file = disk.create("/" + name, 0600)) {
                    CdbWriter writer = new CdbWriter(file);
                    for (Map.Entry<View.Place, byte[]> entry : entries.entrySet()) {
                        View.Place place = entry.getKey();
                        if (place.table() == table && table.file(place.key()).equals(name)) {
                            writer.add(place.key().getBytes(UTF_8), entry.getValue());
                        }
                    }
                    writer.finish();
                }
                databases.put(name, Disk.content(disk, "/" + name));
            }
        }
        return databases;
    }
}

package mailstead.directory.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mailstead.directory.cdb.CdbWriter;
import mailstead.directory.copy.Checksum;
import mailstead.directory.copy.Keys;
import mailstead.directory.copy.Manifest;
import mailstead.directory.copy.Records;
import mailstead.directory.copy.Table;
import mailstead.fs.FileSystem;
import mailstead.mail.Address;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.BackEnd;
import mailstead.spi.Domain;
import mailstead.spi.MailService;
import mailstead.spi.Volume;

/**
 * Writes the files of a generation, but for its manifest. All are open at once, so that everything
 * is read once; memory does not grow with the directory. Confined to one thread.
 */
final class GenerationWriter implements AutoCloseable {

    private static final int SECRET = 0600;
    private static final int OPEN = 0644;
    private static final int BUFFER_OCTETS = 1024 * 1024;
    private static final String SHED = ".shed";

    private final FileSystem files;
    private final String folder;
    private final Map<String, Database> databases = new LinkedHashMap<>();

    private record Database(FileSystem.File file, FileShed shed, CdbWriter writer) {}

    /**
     * @param folder there and empty
     */
    GenerationWriter(FileSystem files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    /** Writes everything, makes it durable, and tells what there is now. */
    List<Manifest.Item> write(Centre.State state) throws IOException {
        for (Table table : Table.values()) {
            for (String name : table.files()) {
                begin(name, table == Table.DOMAINS ? OPEN : SECRET);
            }
        }
        for (String name : NeighbourFiles.NAMES) {
            if (!databases.containsKey(name)) {
                begin(name, OPEN);
            }
        }
        List<Volume> volumes = state.volumes();
        Map<String, String> folders =
                volumes.stream().collect(Collectors.toMap(Volume::name, Volume::folder));
        for (Volume volume : volumes) {
            add(Table.VOLUMES, volume.name(), Records.of(volume));
        }
        add(
                Table.VOLUMES,
                Records.ALL_VOLUMES,
                Records.ofNames(volumes.stream().map(Volume::name).toList()));
        for (BackEnd backEnd : state.backEnds()) {
            add(Table.BACK_ENDS, backEnd.name(), Records.of(backEnd));
        }
        state.domains(this::add);
        state.accounts(account ->
                add(
                        account,
                        state.reachedBy(account),
                        Optional.ofNullable(folders.get(account.home().volume()))));
        state.aliases(this::add);
        state.customers(
                customer -> add(Table.CUSTOMERS, customer.customerId(), Records.of(customer)));
        return finish();
    }

    private void begin(String name, int mode) throws IOException {
        FileSystem.File file = files.create(folder + "/" + name, mode);
        try {
            FileShed shed = new FileShed(files, folder + "/" + name + SHED);
            databases.put(name, new Database(file, shed, new CdbWriter(file, shed)));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void add(Domain domain) throws IOException {
        add(Table.DOMAINS, domain.name().ascii(), Records.of(domain));
    }

    private void add(Account account, List<Address> reachedBy, Optional<String> folder)
            throws IOException {
        add(Table.ACCOUNTS, account.login(), Records.of(account));
        boolean takesMail = account.services().contains(MailService.DELIVERY);
        for (Address address : reachedBy) {
            String key = Keys.address(address);
            add(Table.ADDRESSES, key, Records.of(address, account.login()));
            if (takesMail && folder.isPresent()) {
                String home = folder.get() + "/" + account.home().path() + "/";
                add(NeighbourFiles.MAILBOXES, key, home);
                if (account.owner().isPresent()) {
                    add(NeighbourFiles.UIDS, key, String.valueOf(account.owner().get().uid()));
                    add(NeighbourFiles.GIDS, key, String.valueOf(account.owner().get().gid()));
                }
            }
        }
    }

    /** Targets as they stand in a header field, so that a comma in one of them is no separator. */
    private void add(Alias alias) throws IOException {
        String key = Keys.address(alias.address());
        add(Table.ADDRESSES, key, Records.of(alias));
        add(
                NeighbourFiles.ALIASES,
                key,
                alias.targets().stream().map(Address::toString).collect(Collectors.joining(",")));
    }

    private void add(Table table, String key, byte[] value) throws IOException {
        add(table.file(key), key.getBytes(UTF_8), value);
    }

    private void add(String name, String key, String value) throws IOException {
        add(name, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    private void add(String name, byte[] key, byte[] value) throws IOException {
        Database database = databases.get(name);
        if (database == null) {
            throw new IllegalStateException("no file " + name);
        }
        database.writer.add(key, value);
    }

    private List<Manifest.Item> finish() throws IOException {
        List<Manifest.Item> items = new ArrayList<>();
        for (Map.Entry<String, Database> each : new ArrayList<>(databases.entrySet())) {
            each.getValue().writer.finish();
            each.getValue().file.sync();
            databases.remove(each.getKey());
            close(each.getValue());
            items.add(item(each.getKey()));
        }
        return items;
    }

    private static void close(Database database) throws IOException {
        try (FileSystem.File _ = database.file;
                FileShed _ = database.shed) {
            // Both, whatever becomes of one of them.
        }
    }

    /** Read back: what is promised is what lies there. */
    private Manifest.Item item(String name) throws IOException {
        MessageDigest digest = Checksum.digest();
        byte[] buffer = new byte[BUFFER_OCTETS];
        long size = 0;
        try (FileSystem.File file = files.open(folder + "/" + name)) {
            for (int got = file.read(buffer, 0, buffer.length);
                    got >= 0;
                    got = file.read(buffer, 0, buffer.length)) {
                digest.update(buffer, 0, got);
                size += got;
            }
        }
        return new Manifest.Item(name, size, Checksum.of(digest));
    }

    /** After a failure: what is open. The folder is somebody else's business. */
    @Override
    public void close() throws IOException {
        Optional<IOException> first = Optional.empty();
        for (Database each : databases.values()) {
            try {
                close(each);
            } catch (IOException failure) {
                first = first.or(() -> Optional.of(failure));
            }
        }
        databases.clear();
        if (first.isPresent()) {
            throw first.get();
        }
    }
}

package mailstead.directory.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.directory.copy.Entry;
import mailstead.directory.copy.Instalment;
import mailstead.directory.copy.Keys;
import mailstead.directory.copy.Point;
import mailstead.directory.copy.Records;
import mailstead.directory.copy.Table;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Alias;
import mailstead.spi.Volume;

/**
 * What has happened since a version, read from one state. Immutable.
 *
 * @param entries empty if what has changed cannot be told one by one, or is too much: then a whole
 *     generation is needed
 */
record Changes(Point point, boolean scramReady, Optional<List<Entry>> entries) {

    private static final int CHANGES_MAX = 200_000;

    static Changes since(Centre.State state, Point earlier, long octetsMax) {
        return new Changes(state.point(), state.isScramReady(), entries(state, earlier, octetsMax));
    }

    private static Optional<List<Entry>> entries(
            Centre.State state, Point earlier, long octetsMax) {
        if (!state.follows(earlier)) {
            return Optional.empty();
        }
        List<Centre.Change> changes = state.changesAfter(earlier, CHANGES_MAX + 1);
        if (changes.size() > CHANGES_MAX) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        boolean areVolumesListed = false;
        long octets = 0;
        for (Centre.Change change : changes) {
            if (change.kind() == Centre.Kind.ALL) {
                return Optional.empty();
            }
            Optional<Entry> entry = entry(state, change);
            octets += entry.map(Changes::octets).orElse(0L);
            if (octets > octetsMax) {
                return Optional.empty();
            }
            entry.ifPresent(entries::add);
            areVolumesListed |= change.kind() == Centre.Kind.VOLUME;
        }
        if (areVolumesListed) {
            List<String> names = state.volumes().stream().map(Volume::name).toList();
            entries.add(
                    new Entry(
                            Table.VOLUMES,
                            Records.ALL_VOLUMES,
                            Optional.of(Records.ofNames(names))));
        }
        return Optional.of(entries);
    }

    /** At least what it takes in the file. */
    private static long octets(Entry entry) {
        return 8L + 3L * entry.key().length() + entry.value().map(v -> v.length).orElse(0);
    }

    private static Optional<Entry> entry(Centre.State state, Centre.Change change) {
        String key = change.key();
        return switch (change.kind()) {
            case CUSTOMER -> now(Table.CUSTOMERS, key, state.customer(key).map(Records::of));
            case DOMAIN ->
                    DomainName.parse(key)
                            .flatMap(name ->
                                    now(Table.DOMAINS, key, state.domain(name).map(Records::of)));
            case VOLUME -> now(Table.VOLUMES, key, state.volume(key).map(Records::of));
            case BACK_END -> now(Table.BACK_ENDS, key, state.backEnd(key).map(Records::of));
            case ACCOUNT -> now(Table.ACCOUNTS, key, state.account(key).map(Records::of));
            case ADDRESS -> Address.parse(key).flatMap(address -> address(state, address));
            case ALL, OTHER -> Optional.empty();
        };
    }

    private static Optional<Entry> address(Centre.State state, Address address) {
        Optional<String> login = state.ownerOf(address);
        Optional<byte[]> value =
                login.isPresent()
                        ? login.map(owner -> Records.of(address, owner))
                        : state.alias(address).map((Alias alias) -> Records.of(alias));
        return now(Table.ADDRESSES, Keys.address(address), value);
    }

    private static Optional<Entry> now(Table table, String key, Optional<byte[]> value) {
        return Optional.of(new Entry(table, key, value));
    }

    /** Above this a next generation is due. */
    static long octetsWanted(long generationOctets) {
        return Math.clamp(generationOctets / 10, 1024 * 1024, Instalment.OCTETS_MAX / 2);
    }
}

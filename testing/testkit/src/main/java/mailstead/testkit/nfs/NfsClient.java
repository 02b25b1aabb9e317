package mailstead.testkit.nfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;
import mailstead.testkit.nfs.Tree.Intent;
import mailstead.testkit.nfs.Tree.Place;

/**
 * One process on a machine that has mounted the server, as its file system. What it writes is at
 * the server when synced or closed, as NFS promises ("close to open"); a file that it removes while
 * it has it open is renamed to {@code .nfs...} until it is closed, as Linux does. Confined to its
 * actor.
 */
public final class NfsClient implements FileSystem {

    private static final long TOTAL = 1L << 40;

    private final SimulatedNfs server;
    private final Tree tree;
    private final Host host;
    private final Oracle oracle;
    private final long numbers;
    private final boolean hasCaches;
    private final List<OpenFile> unsent = new ArrayList<>();
    private int made;

    NfsClient(SimulatedNfs server, Host host, int ordinal, Oracle oracle) {
        this.server = server;
        this.tree = server.tree();
        this.host = host;
        this.oracle = oracle;
        this.numbers = (long) ordinal << 32;
        this.hasCaches = server.mount().hasCaches();
    }

    /**
     * The machine is gone: what it had not sent is lost, or half of it has arrived. The oracle must
     * let it make no call any more.
     */
    public void crash(boolean torn) {
        for (OpenFile file : unsent) {
            file.crash(torn);
        }
        unsent.clear();
    }

    Host host() {
        return host;
    }

    Tree tree() {
        return tree;
    }

    boolean hasCaches() {
        return hasCaches;
    }

    boolean repeatsCalls() {
        return server.mount().repeatsCalls();
    }

    void keepUnsent(OpenFile file) {
        unsent.remove(file);
        unsent.add(file);
    }

    void nothingUnsent(OpenFile file) {
        unsent.remove(file);
    }

    boolean hasUnsentData() {
        return !unsent.isEmpty();
    }

    void leaveLate(String name, String path, Request.Effect<?> effect) {
        server.leaveLate(name, path, effect);
    }

    // Names in the eyes of this client

    Tree.Lookup asking() {
        return (folder, name, _) -> {
            host.learned(folder, name);
            return folder.names.getOrDefault(name, Inode.NONE);
        };
    }

    /** Sees the present, and collects the lookups that differ from it in one name. */
    Tree.Lookup watching(List<Tree.Lookup> found) {
        return (folder, name, intent) -> {
            for (Inode old : host.believed(folder, name)) {
                if (mayLead(old, intent)) {
                    found.add(believing(folder, name, old));
                }
            }
            return folder.names.getOrDefault(name, Inode.NONE);
        };
    }

    private static Tree.Lookup believing(Inode believedFolder, String believedName, Inode old) {
        return (folder, name, _) ->
                folder == believedFolder && name.equals(believedName)
                        ? old
                        : folder.names.getOrDefault(name, Inode.NONE);
    }

    /**
     * Whether a client would go by what it remembers. Where it then asks the server about a file
     * that is no more, it is told so and asks by name.
     */
    private boolean mayLead(Inode old, Intent intent) {
        if (!old.isThere()) {
            return intent != Intent.MADE && server.mount().cachesAbsence();
        }
        return switch (intent) {
            case WALK -> old.isFolder && old.isAlive();
            case OPEN -> server.mount().opensFromCache() && old.isAlive();
            case STAT -> true;
            case LINKED -> old.isAlive();
            case REMOVED, MADE -> false;
        };
    }

    // Calls

    <T> T perform(Request<T> request) throws FileFailure {
        while (true) {
            Outcome outcome = oracle.decide(request);
            try {
                Optional<T> result = request.step(outcome);
                oracle.answered(result.map(NfsClient::digest).orElse(0L));
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (FileFailure e) {
                oracle.answered(-e.number());
                throw e;
            }
        }
    }

    private static long digest(Object answer) {
        return switch (answer) {
            case Stat stat -> stat.hashCode();
            case OpenFile file -> file.inode().number;
            case byte[] octets -> Digest.of(octets);
            case List<?> entries -> digest(entries);
            default -> 1;
        };
    }

    private static long digest(List<?> entries) {
        long sum = 2;
        for (Object entry : entries) {
            if (entry instanceof Entry listed) {
                sum = Digest.mix(sum, Digest.of(listed.name()));
            }
        }
        return sum;
    }

    static final Object DONE = new Object();

    private Request<Object> change(
            String name,
            String path,
            Request.Nature nature,
            Request.Resolution<Object> resolution) {
        return new Request<>(this, name, path, nature, false, resolution);
    }

    @Override
    public File create(String path, int mode) throws FileFailure {
        return perform(
                new Request<>(
                        this,
                        "create",
                        path,
                        Request.Nature.GROWS,
                        false,
                        lookup -> {
                            Place place = tree.walk(lookup, "create", path, Intent.MADE);
                            return () -> {
                                Inode fresh = new Inode(nextNumber(), false, mode);
                                tree.make(
                                        host, place.folder(), place.name(), fresh, "create", path);
                                return new OpenFile(this, fresh, path, true);
                            };
                        }));
    }

    private long nextNumber() {
        return numbers + ++made;
    }

    @Override
    public File open(String path) throws FileFailure {
        return perform(
                new Request<>(
                        this,
                        "open",
                        path,
                        Request.Nature.LOOKS,
                        false,
                        lookup -> {
                            Inode file = require(lookup, "open", path, Intent.OPEN).node();
                            return () -> {
                                host.learnedAttributes(file);
                                return new OpenFile(this, file, path, false);
                            };
                        }));
    }

    private Place require(Tree.Lookup lookup, String call, String path, Intent intent)
            throws FileFailure {
        Place place = tree.walk(lookup, call, path, intent);
        Tree.require(place.node().isThere(), call, path, Errno.ENOENT);
        return place;
    }

    private Inode folder(Tree.Lookup lookup, String call, String path) throws FileFailure {
        Inode folder = require(lookup, call, path, Intent.WALK).node();
        Tree.require(folder.isFolder, call, path, Errno.ENOTDIR);
        return folder;
    }

    @Override
    public void link(String existing, String added) throws FileFailure {
        String paths = existing + " -> " + added;
        perform(
                change(
                        "link",
                        paths,
                        Request.Nature.GROWS,
                        lookup -> {
                            Inode file = require(lookup, "link", existing, Intent.LINKED).node();
                            Place place = tree.walk(lookup, "link", added, Intent.MADE);
                            return () -> {
                                tree.link(host, file, place.folder(), place.name(), added);
                                return DONE;
                            };
                        }));
    }

    @Override
    public void rename(String from, String to) throws FileFailure {
        String paths = from + " -> " + to;
        perform(
                change(
                        "rename",
                        paths,
                        Request.Nature.GROWS,
                        lookup -> {
                            Place source = tree.walk(lookup, "rename", from, Intent.REMOVED);
                            Place target = tree.walk(lookup, "rename", to, Intent.MADE);
                            Tree.require(source.node().isThere(), "rename", to, Errno.ENOENT);
                            return () -> {
                                Inode moved =
                                        source.folder()
                                                .names
                                                .getOrDefault(source.name(), Inode.NONE);
                                Inode replaced =
                                        target.folder()
                                                .names
                                                .getOrDefault(target.name(), Inode.NONE);
                                if (replaced != moved && moved.isThere()) {
                                    keepWhileOpen(replaced, target);
                                }
                                tree.rename(host, source, target.folder(), target.name(), to);
                                return DONE;
                            };
                        }));
    }

    @Override
    public void unlink(String path) throws FileFailure {
        perform(
                change(
                        "unlink",
                        path,
                        Request.Nature.CHANGES,
                        lookup -> {
                            Place place = require(lookup, "unlink", path, Intent.REMOVED);
                            return () -> {
                                Inode file =
                                        place.folder().names.getOrDefault(place.name(), Inode.NONE);
                                if (!keepWhileOpen(file, place)) {
                                    tree.unlink(host, place.folder(), place.name(), path);
                                }
                                return DONE;
                            };
                        }));
    }

    /** A name that this machine takes away while it has the file open by it becomes another. */
    private boolean keepWhileOpen(Inode file, Place place) throws FileFailure {
        if (!hasCaches || !file.isThere() || !host.hasOpen(file, place.name())) {
            return false;
        }
        String kept = ".nfs" + Long.toHexString(file.number);
        tree.rename(host, place, place.folder(), kept, kept);
        host.kept(file, new Place(place.folder(), kept, file));
        return true;
    }

    @Override
    public void mkdir(String path, int mode) throws FileFailure {
        perform(
                change(
                        "mkdir",
                        path,
                        Request.Nature.GROWS,
                        lookup -> {
                            Place place = tree.walk(lookup, "mkdir", path, Intent.MADE);
                            return () -> {
                                Inode fresh = new Inode(nextNumber(), true, mode);
                                tree.make(host, place.folder(), place.name(), fresh, "mkdir", path);
                                return DONE;
                            };
                        }));
    }

    @Override
    public void rmdir(String path) throws FileFailure {
        perform(
                change(
                        "rmdir",
                        path,
                        Request.Nature.CHANGES,
                        lookup -> {
                            Place place = require(lookup, "rmdir", path, Intent.REMOVED);
                            return () -> {
                                tree.rmdir(host, place.folder(), place.name(), path);
                                return DONE;
                            };
                        }));
    }

    @Override
    public List<Entry> list(String path) throws FileFailure {
        return perform(new Listing(path));
    }

    private List<Entry> entries(Inode folder, Iterable<String> names) {
        host.learnedAll(folder);
        List<Entry> entries = new ArrayList<>(folder.names.size());
        for (String name : names) {
            Inode node = folder.names.getOrDefault(name, Inode.NONE);
            entries.add(new Entry(name, node.isFolder ? Kind.FOLDER : Kind.FILE));
        }
        return entries;
    }

    /**
     * A listing, at once or in two steps. A name that is there all the time is always in it; one
     * that comes or goes meanwhile, as in a rename, may be or not.
     */
    private final class Listing extends Request<List<Entry>> {

        private Optional<Inode> begun = Optional.empty();
        private TreeSet<String> first = new TreeSet<>();

        Listing(String path) {
            super(
                    NfsClient.this,
                    "list",
                    path,
                    Nature.LOOKS,
                    false,
                    lookup -> {
                        Inode folder = folder(lookup, "list", path);
                        return () -> entries(folder, folder.names.keySet());
                    });
        }

        @Override
        public List<Outcome> options() {
            if (begun.isPresent()) {
                return begun.get().names.keySet().equals(first)
                        ? List.of(Outcome.NORMAL)
                        : List.of(Outcome.of(Outcome.Kind.LEAST), Outcome.of(Outcome.Kind.MOST));
            }
            List<Outcome> options = super.options();
            options.add(1, Outcome.of(Outcome.Kind.SLOW));
            return options;
        }

        @Override
        Optional<List<Entry>> step(Outcome outcome) throws FileFailure {
            return switch (outcome.kind()) {
                case SLOW -> {
                    Inode folder = folder(asking(), "list", path());
                    begun = Optional.of(folder);
                    first = new TreeSet<>(folder.names.keySet());
                    host.learnedAll(folder);
                    oracle.answered(Digest.mix(folder.number, Digest.of(first.toString())));
                    yield Optional.empty();
                }
                case LEAST -> {
                    first.retainAll(begun.orElseThrow().names.keySet());
                    yield Optional.of(entries(begun.orElseThrow(), first));
                }
                case MOST -> {
                    first.addAll(begun.orElseThrow().names.keySet());
                    yield Optional.of(entries(begun.orElseThrow(), first));
                }
                default ->
                        begun.isPresent()
                                ? Optional.of(entries(begun.get(), first))
                                : super.step(outcome);
            };
        }
    }

    @Override
    public Stat stat(String path) throws FileFailure {
        return perform(new Status(path));
    }

    private final class Status extends Request<Stat> {

        private int guessedNames;
        private Optional<Stat> believed = Optional.empty();

        Status(String path) {
            super(
                    NfsClient.this,
                    "stat",
                    path,
                    Nature.LOOKS,
                    false,
                    lookup -> {
                        Inode node = require(lookup, "stat", path, Intent.STAT).node();
                        return () -> {
                            host.learnedAttributes(node);
                            return node.stat(tree.clock());
                        };
                    });
        }

        @Override
        int countGuesses() {
            guessedNames = super.countGuesses();
            believed = Optional.empty();
            if (hasCaches) {
                try {
                    believed =
                            host.believed(
                                    require(Tree.PRESENT, "stat", path(), Intent.STAT).node());
                } catch (FileFailure _) {
                    // Attributes of nothing.
                }
            }
            return guessedNames + (believed.isPresent() ? 1 : 0);
        }

        @Override
        Stat guess(int choice) throws FileFailure {
            return choice < guessedNames ? super.guess(choice) : believed.orElseThrow();
        }
    }

    @Override
    public void syncFolder(String path) throws FileFailure {
        perform(
                change(
                        "syncFolder",
                        path,
                        Request.Nature.LOOKS,
                        lookup -> {
                            Inode folder = folder(lookup, "syncFolder", path);
                            return () -> {
                                tree.syncNames(folder);
                                return DONE;
                            };
                        }));
    }

    @Override
    public void chown(String path, FileOwner owner) throws FileFailure {
        perform(
                change(
                        "chown",
                        path,
                        Request.Nature.SENDS,
                        lookup -> {
                            Inode node = require(lookup, "chown", path, Intent.LINKED).node();
                            return () -> {
                                tree.aboutToChange(host, node);
                                node.setOwner(owner);
                                return DONE;
                            };
                        }));
    }

    @Override
    public void chmod(String path, int mode) throws FileFailure {
        perform(
                change(
                        "chmod",
                        path,
                        Request.Nature.SENDS,
                        lookup -> {
                            Inode node = require(lookup, "chmod", path, Intent.LINKED).node();
                            return () -> {
                                tree.aboutToChange(host, node);
                                node.setMode(mode);
                                return DONE;
                            };
                        }));
    }

    @Override
    public Space space(String path) throws FileFailure {
        return perform(
                new Request<>(
                        this,
                        "space",
                        path,
                        Request.Nature.LOOKS,
                        false,
                        lookup -> {
                            require(lookup, "space", path, Intent.STAT);
                            return () -> new Space(TOTAL, TOTAL / 2);
                        }));
    }
}

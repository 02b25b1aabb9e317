package mailstead.checks.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/**
 * File systems that make the log believe that it keeps a rule while it does not: each falsifies one
 * answer, or does something else than it was asked to.
 */
final class Without {

    private static final Pattern SNAPSHOT = Pattern.compile("s([0-9]{15})");

    private Without() {}

    static ForwardingFileSystem rule(Rule rule, FileSystem files) {
        return switch (rule) {
            case BIRTH_IS_ONE_RENAME -> new PiecemealBirth(files);
            case ONE_LINK_WINS -> new RenamingLinks(files);
            case IDENTITY -> new AnyWitness(files);
            case CONFIRMATION -> new NoWitnessNeeded(files);
            case NO_LINK_AFTER_THE_LOOK -> new LastingWitness(files);
            case FRESH_LOOK -> new OldLook(files);
            case READERS_PROOF -> new OldProof(files);
            case NUMBERED_SNAPSHOTS -> new OneSnapshot(files);
            case WITNESSES_FIRST -> new LastingWitnesses(files);
            case ENTRIES_LAST -> new EntriesFirst(files);
            case COLLECT_BELOW_THE_BOUND -> new HigherBound(files);
        };
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String folderOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static boolean isWitness(String path) {
        return nameOf(path).matches("w[0-9]{15}\\.[0-9a-f]{16}");
    }

    private static boolean isOfGeneration(String folder) {
        return folder.matches(".*/g[0-9]+/[0-9a-f]{16}");
    }

    private static boolean isGone(FileFailure e) {
        return e.errno() == Errno.ENOENT;
    }

    /** The folder is made first and filled then, whoever else does the same. */
    private static final class PiecemealBirth extends ForwardingFileSystem {

        PiecemealBirth(FileSystem real) {
            super(real);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            if (!nameOf(to).matches("g[0-9]+")) {
                super.rename(from, to);
                return;
            }
            try {
                mkdir(to, 0700);
            } catch (FileFailure e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
            for (Entry inner : list(from)) {
                super.rename(from + "/" + inner.name(), to + "/" + inner.name());
            }
            rmdir(from);
        }
    }

    /** Takes a place as rename does, even from somebody else. */
    private static final class RenamingLinks extends ForwardingFileSystem {

        RenamingLinks(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            if (!isWitness(existing)) {
                super.link(existing, added);
                return;
            }
            String copy = existing + "x";
            super.link(existing, copy);
            super.rename(copy, added);
        }
    }

    /** Confirmed by whatever witness bears the number of the entry before. */
    private static final class AnyWitness extends ForwardingFileSystem {

        private Optional<String> own = Optional.empty();

        AnyWitness(FileSystem real) {
            super(real);
        }

        @Override
        public File create(String path, int mode) throws IOException {
            own = Optional.of(path);
            return super.create(path, mode);
        }

        @Override
        public void unlink(String path) throws IOException {
            try {
                super.unlink(path);
            } catch (FileFailure e) {
                if (!isWitness(path) || own.filter(path::equals).isPresent() || !isGone(e)) {
                    throw e;
                }
                String number = nameOf(path).substring(0, 16);
                for (Entry other : list(folderOf(path))) {
                    if (other.name().startsWith(number)) {
                        super.unlink(folderOf(path) + "/" + other.name());
                        return;
                    }
                }
                throw e;
            }
        }
    }

    /** A witness that is gone is as good as one that was there. */
    private static final class NoWitnessNeeded extends ForwardingFileSystem {

        NoWitnessNeeded(FileSystem real) {
            super(real);
        }

        @Override
        public void unlink(String path) throws IOException {
            try {
                super.unlink(path);
            } catch (FileFailure e) {
                if (!isWitness(path) || !isGone(e)) {
                    throw e;
                }
            }
        }
    }

    /** Whoever is in doubt leaves the own witness where it is. */
    private static final class LastingWitness extends ForwardingFileSystem {

        private Optional<String> own = Optional.empty();

        LastingWitness(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            own = Optional.of(existing);
            super.link(existing, added);
        }

        @Override
        public void unlink(String path) throws IOException {
            if (own.filter(path::equals).isEmpty()) {
                super.unlink(path);
            }
        }
    }

    /** Whoever is in doubt looks at a listing of before. */
    private static final class OldLook extends ForwardingFileSystem {

        private Optional<List<Entry>> before = Optional.empty();
        private boolean isInDoubt;

        OldLook(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            before = Optional.of(new ArrayList<>(list(folderOf(added))));
            try {
                super.link(existing, added);
            } catch (FileFailure e) {
                isInDoubt = true;
                throw e;
            }
        }

        @Override
        public File create(String path, int mode) throws IOException {
            isInDoubt = false;
            return super.create(path, mode);
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            return isInDoubt && isOfGeneration(folder) ? before.orElseThrow() : super.list(folder);
        }
    }

    /** The listing that is to prove what was read is the one that told what to read. */
    private static final class OldProof extends ForwardingFileSystem {

        private Optional<List<Entry>> before = Optional.empty();
        private boolean hasRead;

        OldProof(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            before = Optional.empty();
            super.link(existing, added);
        }

        @Override
        public File open(String path) throws IOException {
            hasRead |= nameOf(path).startsWith("e");
            return super.open(path);
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            if (hasRead && isOfGeneration(folder) && before.isPresent()) {
                hasRead = false;
                return before.get();
            }
            hasRead = false;
            before = Optional.of(super.list(folder));
            return before.get();
        }
    }

    /**
     * There is one current snapshot, and whoever makes one puts it there. So that it is collected
     * at all, the one before is said to be there too.
     */
    private static final class OneSnapshot extends ForwardingFileSystem {

        OneSnapshot(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            super.link(existing, added);
            if (SNAPSHOT.matcher(nameOf(added)).matches()) {
                for (Entry other : super.list(folderOf(added))) {
                    if (SNAPSHOT.matcher(other.name()).matches()
                            && !other.name().equals(nameOf(added))) {
                        unlink(folderOf(added) + "/" + other.name());
                    }
                }
            }
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            List<Entry> entries = new ArrayList<>(super.list(folder));
            newestSnapshot(entries)
                    .ifPresent(number ->
                            entries.add(new Entry("s%015d".formatted(number - 1), Kind.FILE)));
            return entries;
        }
    }

    private static Optional<Long> newestSnapshot(List<FileSystem.Entry> entries) {
        return entries.stream()
                .map(entry -> SNAPSHOT.matcher(entry.name()))
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .max(Long::compare);
    }

    /** Entries are removed, their witnesses are not. */
    private static final class LastingWitnesses extends ForwardingFileSystem {

        LastingWitnesses(FileSystem real) {
            super(real);
        }

        @Override
        public void unlink(String path) throws IOException {
            if (!isInUpkeep() || !isWitness(path)) {
                super.unlink(path);
            }
        }
    }

    /** Removes the other way round: first the newest entries, at last the snapshots before them. */
    private static final class EntriesFirst extends ForwardingFileSystem {

        private final List<String> removed = new ArrayList<>();

        EntriesFirst(FileSystem real) {
            super(real);
        }

        @Override
        public void unlink(String path) throws IOException {
            if (isInUpkeep() && !nameOf(path).startsWith("d")) {
                removed.add(path);
            } else {
                super.unlink(path);
            }
        }

        @Override
        void endUpkeep() throws IOException {
            super.endUpkeep();
            for (String path : removed.reversed()) {
                super.unlink(path);
            }
            removed.clear();
        }
    }

    /** Thinks that there is a newer snapshot than there is, when it comes to collecting. */
    private static final class HigherBound extends ForwardingFileSystem {

        private int listings;

        HigherBound(FileSystem real) {
            super(real);
        }

        @Override
        void beginUpkeep() {
            super.beginUpkeep();
            listings = 0;
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            List<Entry> entries = new ArrayList<>(super.list(folder));
            if (isInUpkeep() && isOfGeneration(folder) && ++listings > 1) {
                newestSnapshot(entries)
                        .ifPresent(number ->
                                entries.add(new Entry("s%015d".formatted(number + 1), Kind.FILE)));
            }
            return entries;
        }
    }
}

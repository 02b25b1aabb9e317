package mailstead.checks.explore;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;

/** File systems that make a store do wrong, each in one way. */
final class Mistaken {

    private Mistaken() {}

    static FileSystem by(Mistake mistake, FileSystem files) {
        return switch (mistake) {
            case LINKS_OVERWRITE -> Without.rule(Rule.ONE_LINK_WINS, files);
            case CONFIRMS_NOTHING -> new Credulous(files);
            case ONE_LISTING_IS_ENOUGH -> new OneListing(files);
            case NEVER_LOOKS_INTO_TMP -> new HiddenTmp(files);
            case WRITES_TO_THE_WRONG_NAME -> new WrongName(files);
            case COPIES_BY_RENAMING -> new RenamingCopies(files);
            case NEVER_ASKS_FOR_THE_FOLDER -> new OldTree(files);
            case NEVER_SYNCS_FOLDERS -> new Unsynced(files);
            case TWO_DRAW_ALIKE, UNLINKS_FIRST, DECIDES_ON_WHAT_IT_KNEW -> files;
        };
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String folderOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static boolean isInLog(String path) {
        return path.contains("/mailstead.log/");
    }

    /** Every entry gets its place, and is confirmed. */
    private static final class Credulous extends ForwardingFileSystem {

        Credulous(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            try {
                super.link(existing, added);
            } catch (FileFailure e) {
                if (!isInLog(added) || e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }

        @Override
        public void unlink(String path) throws IOException {
            try {
                super.unlink(path);
            } catch (FileFailure e) {
                if (!isInLog(path) || e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
    }

    /** Until the log is looked at again, each folder of files is listed once. */
    private static final class OneListing extends ForwardingFileSystem {

        private final Map<String, List<Entry>> listed = new HashMap<>();

        OneListing(FileSystem real) {
            super(real);
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            if (isInLog(folder)) {
                listed.clear();
            }
            if (!nameOf(folder).matches("cur|new")) {
                return super.list(folder);
            }
            if (!listed.containsKey(folder)) {
                listed.put(folder, super.list(folder));
            }
            return listed.get(folder);
        }
    }

    private static final class HiddenTmp extends ForwardingFileSystem {

        HiddenTmp(FileSystem real) {
            super(real);
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            List<Entry> all = super.list(folder);
            return nameOf(folder).equals("tmp") ? List.of() : all;
        }
    }

    /** Where there are several files, each name's letters are written to the file beside. */
    private static final class WrongName extends ForwardingFileSystem {

        WrongName(FileSystem real) {
            super(real);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            String target = to;
            if (folderOf(from).endsWith("/cur") && folderOf(to).endsWith("/cur")) {
                for (Entry other : super.list(folderOf(to))) {
                    if (!other.name().equals(nameOf(from))) {
                        String letters = nameOf(to).replaceFirst("^[^:]*", "");
                        String key = other.name().replaceFirst(":.*$", "");
                        target = folderOf(to) + "/" + key + letters;
                    }
                }
            }
            super.rename(from, target);
        }
    }

    private static final class RenamingCopies extends ForwardingFileSystem {

        RenamingCopies(FileSystem real) {
            super(real);
        }

        @Override
        public void link(String existing, String added) throws IOException {
            if (folderOf(added).endsWith("/tmp")) {
                super.rename(existing, added);
            } else {
                super.link(existing, added);
            }
        }
    }

    /** Once a message is in its place, the tree is what it was before. */
    private static final class OldTree extends ForwardingFileSystem {

        private final Map<String, List<Entry>> listed = new HashMap<>();
        private boolean isInPlace;

        OldTree(FileSystem real) {
            super(real);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            super.rename(from, to);
            isInPlace |= folderOf(to).endsWith("/cur");
        }

        @Override
        public List<Entry> list(String folder) throws IOException {
            if (!isInPlace || !listed.containsKey(folder)) {
                listed.put(folder, super.list(folder));
            }
            return listed.get(folder);
        }
    }

    private static final class Unsynced extends ForwardingFileSystem {

        Unsynced(FileSystem real) {
            super(real);
        }

        @Override
        public void syncFolder(String folder) {
            // The name reaches the disk some time later.
        }
    }
}

package mailstead.maildir.tree;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.NumberSet;

/** What is unique about new folders. Immutable. */
record NewFolders(InstantSource clock, LongSupplier nonces) implements FolderTree.Naming {

    private static final int ID_DIGITS = 16;

    @Override
    public String newMailboxId() {
        String digits = Long.toHexString(nonces.getAsLong());
        return "F" + "0".repeat(ID_DIGITS - digits.length()) + digits;
    }

    /**
     * Derived from the name, for the eye and for other software; the folder keeps it when it is
     * renamed.
     */
    @Override
    public String newDirectory(String name, FolderTree tree) {
        Set<String> taken = new HashSet<>(tree.retiredDirectories());
        tree.folders().values().forEach(node -> taken.add(node.directory()));
        return DirectoryNames.directoryOf(name, taken::contains);
    }

    /** The time, which is larger than any given before should the tree be lost. */
    @Override
    public long newUidValidity(long lastUidValidity) {
        long now = clock.instant().getEpochSecond();
        return now > lastUidValidity && now <= NumberSet.MAX
                ? now
                : Math.min(lastUidValidity + 1, NumberSet.MAX);
    }
}

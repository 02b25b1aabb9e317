package mailstead.maildir.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import mailstead.fs.log.Corruption;
import mailstead.fs.log.StateCodec;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.folder.TreeChange;
import mailstead.maildir.binary.Keys;
import mailstead.maildir.binary.Packer;
import mailstead.maildir.binary.Unpacker;
import mailstead.maildir.binary.VersionedFormat;

/** A tree of folders and its changes as octets. Immutable. */
final class TreeCodec implements StateCodec<FolderTree> {

    private static final VersionedFormat FORMAT = new VersionedFormat(1, "a tree of folders");

    private static final int CREATED = 1;
    private static final int RENAMED = 2;
    private static final int DELETED = 3;
    private static final int NUMBERED = 4;
    private static final int REVALIDATED = 5;
    private static final int SUBSCRIBED = 6;
    private static final int USES_SET = 7;
    private static final int ANNOTATED = 8;
    private static final int GRANTED = 9;
    private static final int PEER_NOTED = 10;

    private static final int COUNT_MAX = Integer.MAX_VALUE;
    private static final int NAME_MAX = FolderTree.NAME_OCTETS_MAX;
    private static final int TEXT_MAX = 16 * 1024 * 1024;

    // ---- changes

    static byte[] pack(List<TreeChange> changes) {
        return FORMAT.pack(changes, TreeCodec::pack);
    }

    private static void pack(Packer packer, TreeChange change) {
        switch (change) {
            case TreeChange.Created(String name, FolderTree.Node node) -> {
                packer.number(CREATED);
                packer.text(name);
                packer.text(node.directory());
                pack(packer, node);
            }
            case TreeChange.Renamed(String from, String to) -> {
                packer.number(RENAMED);
                packer.text(from);
                packer.text(to);
            }
            case TreeChange.Deleted(String name) -> {
                packer.number(DELETED);
                packer.text(name);
            }
            case TreeChange.Numbered(String mailboxId) -> {
                packer.number(NUMBERED);
                packer.text(mailboxId);
            }
            case TreeChange.Revalidated(String mailboxId, long uidValidity) -> {
                packer.number(REVALIDATED);
                packer.text(mailboxId);
                packer.number(uidValidity);
            }
            case TreeChange.Subscribed(String name, boolean isOn) -> {
                packer.number(SUBSCRIBED);
                packer.text(name);
                packer.bool(isOn);
            }
            case TreeChange.UsesSet(String name, Set<SpecialUse> uses) -> {
                packer.number(USES_SET);
                packer.text(name);
                packer.number(bits(uses));
            }
            case TreeChange.Annotated(String name, String entry, Optional<String> value) -> {
                packer.number(ANNOTATED);
                packer.text(name);
                packer.text(entry);
                packer.bool(value.isPresent());
                value.ifPresent(packer::text);
            }
            case TreeChange.Granted(String name, String identifier, String rights) -> {
                packer.number(GRANTED);
                packer.text(name);
                packer.text(identifier);
                packer.text(rights);
            }
            case TreeChange.PeerNoted(String login, boolean isSharing) -> {
                packer.number(PEER_NOTED);
                packer.text(login);
                packer.bool(isSharing);
            }
        }
    }

    static List<TreeChange> changes(byte[] payload) throws Corruption {
        return FORMAT.changes(payload, TreeCodec::change);
    }

    private static TreeChange change(Unpacker unpacker) throws IOException {
        int kind = unpacker.count(COUNT_MAX);
        return switch (kind) {
            case CREATED -> {
                String name = unpacker.text(NAME_MAX);
                String directory = unpacker.text(NAME_MAX);
                yield new TreeChange.Created(name, node(unpacker, directory));
            }
            case RENAMED ->
                    new TreeChange.Renamed(unpacker.text(NAME_MAX), unpacker.text(NAME_MAX));
            case DELETED -> new TreeChange.Deleted(unpacker.text(NAME_MAX));
            case NUMBERED -> new TreeChange.Numbered(unpacker.text(NAME_MAX));
            case REVALIDATED ->
                    new TreeChange.Revalidated(
                            unpacker.text(NAME_MAX), unpacker.number(1, NumberSet.MAX));
            case SUBSCRIBED -> new TreeChange.Subscribed(unpacker.text(NAME_MAX), unpacker.bool());
            case USES_SET -> new TreeChange.UsesSet(unpacker.text(NAME_MAX), uses(unpacker));
            case ANNOTATED -> {
                String name = unpacker.text(NAME_MAX);
                String entry = unpacker.text(TEXT_MAX);
                yield new TreeChange.Annotated(
                        name,
                        entry,
                        unpacker.bool() ? Optional.of(unpacker.text(TEXT_MAX)) : Optional.empty());
            }
            case GRANTED ->
                    new TreeChange.Granted(
                            unpacker.text(NAME_MAX),
                            unpacker.text(TEXT_MAX),
                            unpacker.text(TEXT_MAX));
            case PEER_NOTED -> new TreeChange.PeerNoted(unpacker.text(TEXT_MAX), unpacker.bool());
            default -> throw new Corruption("a change that cannot be");
        };
    }

    /** All but the directory. */
    private static void pack(Packer packer, FolderTree.Node node) {
        packer.text(node.mailboxId());
        packer.number(node.uidValidity());
        packer.bool(node.isNumbered());
        packer.number(bits(node.uses()));
        pack(packer, node.annotations());
        pack(packer, node.rights());
    }

    private static FolderTree.Node node(Unpacker unpacker, String directory) throws IOException {
        return new FolderTree.Node(
                unpacker.text(NAME_MAX),
                directory,
                unpacker.number(1, NumberSet.MAX),
                unpacker.bool(),
                uses(unpacker),
                texts(unpacker),
                texts(unpacker));
    }

    private static void pack(Packer packer, SortedMap<String, String> texts) {
        packer.number(texts.size());
        texts.forEach((key, value) -> {
            packer.text(key);
            packer.text(value);
        });
    }

    private static SortedMap<String, String> texts(Unpacker unpacker) throws IOException {
        int count = unpacker.count(COUNT_MAX);
        SortedMap<String, String> texts = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            texts.put(unpacker.text(TEXT_MAX), unpacker.text(TEXT_MAX));
        }
        return texts;
    }

    private static int bit(SpecialUse use) {
        return switch (use) {
            case ALL -> 1;
            case ARCHIVE -> 2;
            case DRAFTS -> 4;
            case FLAGGED -> 8;
            case IMPORTANT -> 16;
            case JUNK -> 32;
            case SENT -> 64;
            case TRASH -> 128;
        };
    }

    private static int bits(Set<SpecialUse> uses) {
        int bits = 0;
        for (SpecialUse use : uses) {
            bits |= bit(use);
        }
        return bits;
    }

    private static Set<SpecialUse> uses(Unpacker unpacker) throws IOException {
        int bits = unpacker.count(255);
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        for (SpecialUse use : SpecialUse.values()) {
            if ((bits & bit(use)) != 0) {
                uses.add(use);
            }
        }
        return uses;
    }

    // ---- the state

    @Override
    public FolderTree apply(FolderTree before, long number, byte[] payload) throws Corruption {
        FolderTree tree = before;
        for (TreeChange change : changes(payload)) {
            tree = tree.apply(change);
        }
        return tree;
    }

    @Override
    public void write(FolderTree tree, OutputStream out) throws IOException {
        FORMAT.write(out, packer -> write(tree, packer));
    }

    private static void write(FolderTree tree, Packer packer) {
        packer.number(tree.lastUidValidity());
        packer.number(tree.folders().size());
        Keys names = new Keys();
        Keys directories = new Keys();
        for (Map.Entry<String, FolderTree.Node> folder : tree.folders().entrySet()) {
            names.write(packer, folder.getKey());
            directories.write(packer, folder.getValue().directory());
            pack(packer, folder.getValue());
        }
        writeAll(packer, tree.subscriptions().stream().toList());
        pack(packer, tree.annotations());
        writeAll(packer, tree.peers().stream().toList());
        writeAll(packer, tree.retiredDirectories());
    }

    private static void writeAll(Packer packer, List<String> texts) {
        packer.number(texts.size());
        Keys keys = new Keys();
        texts.forEach(text -> keys.write(packer, text));
    }

    @Override
    public FolderTree read(InputStream in) throws IOException {
        Unpacker unpacker = FORMAT.read(in);
        long lastUidValidity = unpacker.number(1, NumberSet.MAX);
        int count = unpacker.count(COUNT_MAX);
        SortedMap<String, FolderTree.Node> folders = new TreeMap<>();
        Keys names = new Keys();
        Keys directories = new Keys();
        for (int i = 0; i < count; i++) {
            String name = names.read(unpacker);
            folders.put(name, node(unpacker, directories.read(unpacker)));
        }
        if (!folders.containsKey(FolderTree.INBOX)) {
            throw new Corruption("a tree without INBOX");
        }
        return new FolderTree(
                folders,
                new TreeSet<>(readAll(unpacker)),
                texts(unpacker),
                new TreeSet<>(readAll(unpacker)),
                readAll(unpacker),
                lastUidValidity);
    }

    private static List<String> readAll(Unpacker unpacker) throws IOException {
        int count = unpacker.count(COUNT_MAX);
        Keys keys = new Keys();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(keys.read(unpacker));
        }
        return texts;
    }
}

package mailstead.maildir.digest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;

/**
 * The calls on a folder's {@code mailstead.cache}. On the volume's threads, as the owner.
 * Immutable.
 */
record SegmentFiles(Mailbox folder) {

    static final String DIRECTORY = "mailstead.cache";

    /** A directory so full is not ours alone. */
    private static final int NAMES_MAX = 10_000;

    private static final int DIRECTORY_MODE = 0700;
    private static final int MODE = 0600;

    /**
     * What lies there.
     *
     * @param strangers files that this version has not written
     */
    record Found(List<SegmentName> segments, List<String> strangers) {}

    private String path(String name) {
        return folder.folder(DIRECTORY) + "/" + name;
    }

    Found list() throws IOException {
        List<FileSystem.Entry> entries =
                Listing.unlessGone(() -> folder.files().list(folder.folder(DIRECTORY)))
                        .orElse(List.of());
        List<SegmentName> segments = new ArrayList<>();
        List<String> strangers = new ArrayList<>();
        for (FileSystem.Entry entry : entries) {
            boolean isFolder = entry.kind() == FileSystem.Kind.FOLDER;
            Optional<SegmentName> name = SegmentName.parse(entry.name());
            if (name.isPresent() && !isFolder && segments.size() < NAMES_MAX) {
                segments.add(name.get());
            } else if (!isFolder) {
                strangers.add(entry.name());
            }
        }
        return new Found(segments, strangers);
    }

    /** Empty if the file is damaged, or no such file. */
    Optional<DigestSegment> read(SegmentName name) throws IOException {
        try (FileSystem.File file = folder.files().open(path(name.toString()))) {
            // One octet more than there should be: a longer file is damaged, too.
            byte[] content = new byte[name.octets() + 1];
            int filled = 0;
            int count = 0;
            while (count >= 0 && filled < content.length) {
                count = file.read(content, filled, content.length - filled);
                filled += Math.max(0, count);
            }
            return filled == name.octets()
                    ? DigestSegment.parse(Arrays.copyOf(content, filled))
                    : Optional.empty();
        } catch (FileFailure e) {
            if (e.errno() == Errno.ELOOP) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Nobody sees a part of it; a power cut may take it away, or what is in it. */
    void write(SegmentName name, DigestSegment segment) throws IOException {
        String unfinished = folder.tmp() + "/" + name.unique();
        try {
            try (FileSystem.File file = folder.files().create(unfinished, MODE)) {
                file.write(segment.octets(), 0, segment.octets().length);
            }
            publish(unfinished, path(name.toString()));
        } catch (IOException e) {
            unlink(unfinished, e);
            throw e;
        }
    }

    private void publish(String unfinished, String path) throws IOException {
        try {
            folder.files().rename(unfinished, path);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            makeDirectory();
            folder.files().rename(unfinished, path);
        }
    }

    private void makeDirectory() throws IOException {
        try {
            folder.files().mkdir(folder.folder(DIRECTORY), DIRECTORY_MODE);
        } catch (FileFailure e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    private void unlink(String path, IOException why) {
        try {
            folder.files().unlink(path);
        } catch (IOException e) {
            // Old files in tmp are removed one day.
            why.addSuppressed(e);
        }
    }

    /** That it is gone already is well. */
    void remove(String name) throws IOException {
        Listing.unlessGone(() -> {
            folder.files().unlink(path(name));
            return name;
        });
    }
}

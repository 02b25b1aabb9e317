package mailstead.maildir.folder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mailstead.fs.FileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.mail.MailException;
import mailstead.mail.folder.Change;
import mailstead.maildir.files.LineEnds;
import mailstead.maildir.files.MessageName;
import mailstead.spi.FolderGone;
import mailstead.spi.MailFolder;

/**
 * A message that a client sends. A small one is held until it is complete, and stored with LF line
 * ends if that loses nothing, as deliveries are; a longer one goes to {@code tmp} piece by piece as
 * it comes, because its line ends are not known before its end. Confined to its session, but for
 * the file, which visits the volume's threads.
 */
final class Uploading implements MailFolder.Upload {

    /** Up to so many octets are held. */
    private static final int HELD_OCTETS = 64 * 1024;

    private static final int MODE = 0600;

    /**
     * The last step of a long message syncs all of it: a second more for each of so many octets.
     */
    private static final long OCTETS_PER_SECOND = 1 << 20;

    private final OpenFolder folder;
    private final Workshop workshop;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private long octets;
    private Optional<FileSystem.File> file = Optional.empty();

    /** What the file in {@code tmp} is called, if there is one. */
    private volatile Optional<String> name = Optional.empty();

    private boolean isFinished;

    Uploading(OpenFolder folder, Workshop workshop) {
        this.folder = folder;
        this.workshop = workshop;
    }

    OpenFolder folder() {
        return folder;
    }

    long octets() {
        return octets;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws MailException {
        int from = offset;
        int left = length;
        octets += length;
        try {
            while (held.size() + left > HELD_OCTETS) {
                int count = Math.min(left, HELD_OCTETS - held.size());
                held.write(buffer, from, count);
                from += count;
                left -= count;
                handOn();
            }
        } catch (FolderGone e) {
            throw Publication.gone(e);
        }
        held.write(buffer, from, left);
    }

    /** Writes what is held to the file. */
    private void handOn() throws MailException, FolderGone {
        byte[] piece = held.toByteArray();
        held.reset();
        try {
            if (file.isEmpty()) {
                file = Optional.of(folder.visit(new Creation()));
            }
            FileSystem.File open = file.get();
            folder.visit(() -> {
                open.write(piece, 0, piece.length);
                return open;
            });
        } catch (IOException e) {
            close();
            throw folder.explain(e);
        }
    }

    private final class Creation implements VolumeThreads.Task<FileSystem.File> {

        private final String base = workshop.names().next();

        @Override
        public FileSystem.File run() throws IOException {
            FileSystem.File created =
                    folder.mailbox()
                            .files()
                            .create(folder.files().path(Place.UNFINISHED) + "/" + base, MODE);
            name = Optional.of(base);
            return created;
        }

        @Override
        public void abandoned(FileSystem.File unwanted) throws IOException {
            unwanted.close();
            folder.files().unlink(new Found(Place.UNFINISHED, base));
        }
    }

    /** Whether it is small enough to be finished together with others. */
    boolean isHeld() {
        return file.isEmpty();
    }

    /** How long finishing may take. */
    Duration patience() {
        return Duration.ofSeconds(10 + octets / OCTETS_PER_SECOND);
    }

    /**
     * Makes the file complete and durable under its own name, if it is not yet. On the volume's
     * threads, as the owner.
     */
    Incoming finish(MailFolder.Addition addition) throws IOException {
        long now = workshop.clock().instant().getEpochSecond();
        long received = addition.internalDate().map(Instant::getEpochSecond).orElse(now);
        String key = workshop.names().next(received);
        long stored = isHeld() ? finishHeld(key) : finishLong(key);
        isFinished = true;
        Change.Arrival arrival =
                new Change.Arrival(key, addition.flags(), received, now, octets, "");
        return new Incoming(name.orElseThrow(), stored, arrival);
    }

    private long finishHeld(String key) throws IOException {
        byte[] whole = held.toByteArray();
        byte[] disk =
                LineEnds.of(whole).isCanonical() ? LineEnds.toLf(whole, 0, whole.length) : whole;
        String called = MessageName.of(key, disk.length, octets);
        String path = folder.files().path(Place.UNFINISHED) + "/" + called;
        try (FileSystem.File created = folder.mailbox().files().create(path, MODE)) {
            name = Optional.of(called);
            created.write(disk, 0, disk.length);
            created.sync();
        }
        return disk.length;
    }

    private long finishLong(String key) throws IOException {
        byte[] rest = held.toByteArray();
        try (FileSystem.File open = file.orElseThrow()) {
            open.write(rest, 0, rest.length);
            open.sync();
        }
        String called = MessageName.of(key, octets, octets);
        String tmp = folder.files().path(Place.UNFINISHED) + "/";
        folder.mailbox().files().rename(tmp + name.orElseThrow(), tmp + called);
        name = Optional.of(called);
        return octets;
    }

    /** From now on the file is a message's. */
    void handedOver() {
        name = Optional.empty();
        file = Optional.empty();
    }

    @Override
    public void close() {
        held.reset();
        if (!isFinished) {
            file.ifPresent(folder.mailbox().volume().threads()::closeLater);
        }
        file = Optional.empty();
        name.ifPresent(its -> Publication.discard(folder, new Found(Place.UNFINISHED, its)));
        name = Optional.empty();
    }
}

package mailstead.maildir.delivery;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.maildir.files.HomeMaker;
import mailstead.maildir.files.Listing;
import mailstead.maildir.files.Mailbox;
import mailstead.maildir.files.MessageName;

/**
 * One message on its way into one mailbox: written and synced in {@code tmp}, then renamed into
 * {@code new}, then the folder {@code new} synced. See {@code docs/design/delivery.md} for what a
 * failure or a crash leaves at each step. Runs on the volume's threads; one thread at a time.
 */
public final class Copy {

    private static final int MODE = 0600;

    private final Mailbox mailbox;
    private final String base;
    private final String name;

    /**
     * While it is written. Volatile because each piece may meet another of the volume's threads.
     */
    private volatile Optional<FileSystem.File> file = Optional.empty();

    public Copy(Mailbox mailbox, String base, long stored, long onWire) {
        this.mailbox = mailbox;
        this.base = base;
        this.name = MessageName.of(base, stored, onWire);
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    public String name() {
        return name;
    }

    /** A new file in {@code tmp}; makes the mailbox's folders if they are missing. */
    private FileSystem.File create() throws IOException {
        try {
            return mailbox.files().create(unseen(), MODE);
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
        HomeMaker.make(mailbox);
        return mailbox.files().create(unseen(), MODE);
    }

    /** Writes a message that is held in memory, durably but unseen. */
    public void write(byte[] prefix, byte[] body) throws IOException {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + body.length);
        System.arraycopy(body, 0, whole, prefix.length, body.length);
        begin(whole);
        end();
    }

    /** Begins a message that comes in pieces. */
    public void begin(byte[] start) throws IOException {
        try {
            file = Optional.of(create());
            append(start, start.length);
        } catch (IOException | RuntimeException | Error e) {
            abort();
            throw e;
        }
    }

    public void append(byte[] buffer, int octets) throws IOException {
        file.orElseThrow().write(buffer, 0, octets);
    }

    /** Everything is written: makes it durable. */
    public void end() throws IOException {
        try (FileSystem.File written = file.orElseThrow()) {
            written.sync();
        } catch (IOException e) {
            abort();
            throw e;
        }
    }

    /** Closes and removes what there may be. */
    public void abort() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException _) {
            // It is thrown away.
        }
        withdraw();
    }

    /**
     * From the delivery's own thread: whatever there is of the message goes when a thread is free.
     */
    public void giveUp() {
        file.ifPresent(mailbox.volume().threads()::closeLater);
        try {
            mailbox.volume()
                    .threads()
                    .startUnattended(() ->
                            mailbox.run(() -> {
                                withdraw();
                                return name;
                            }));
        } catch (IOException _) {
            // It was never visible; what is left in tmp is collected after 36 hours.
        }
    }

    /**
     * Makes the message visible, durably. If this fails, nothing of it is left as far as anybody
     * can know.
     */
    public void publish() throws IOException {
        try {
            rename();
        } catch (FileFailure e) {
            if (!isVisible()) {
                withdraw();
                throw e;
            }
        }
        try {
            mailbox.files().syncFolder(mailbox.fresh());
        } catch (FileFailure e) {
            withdraw();
            throw e;
        }
    }

    /** Makes {@code new} again if somebody has removed it. */
    private void rename() throws IOException {
        try {
            mailbox.files().rename(unseen(), visible());
        } catch (FileFailure e) {
            if (e.errno() != Errno.ENOENT
                    || Listing.unlessGone(() -> mailbox.files().list(mailbox.fresh()))
                            .isPresent()) {
                throw e;
            }
            HomeMaker.make(mailbox);
            mailbox.files().rename(unseen(), visible());
        }
    }

    /**
     * The rename reported an error: only looking tells whether it happened. A reader may have moved
     * the file to cur.
     */
    private boolean isVisible() throws IOException {
        Set<String> bases = new HashSet<>();
        try {
            mailbox.files()
                    .list(mailbox.fresh())
                    .forEach(entry -> bases.add(MessageName.parse(entry.name()).base()));
            mailbox.files()
                    .list(mailbox.cur())
                    .forEach(entry -> bases.add(MessageName.parse(entry.name()).base()));
        } catch (FileFailure e) {
            withdraw();
            throw e;
        }
        return bases.contains(base);
    }

    /**
     * Removes what there may be. What cannot be removed in {@code tmp} is collected after 36 hours.
     */
    public void withdraw() {
        removeQuietly(unseen());
        removeQuietly(visible());
    }

    private void removeQuietly(String path) {
        try {
            mailbox.files().unlink(path);
        } catch (IOException _) {
            // Missing is what we want; for the rest there is nothing better to try.
        }
    }

    private String unseen() {
        return mailbox.tmp() + "/" + base;
    }

    private String visible() {
        return mailbox.fresh() + "/" + name;
    }
}

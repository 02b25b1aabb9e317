package mailstead.node.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import mailstead.fs.FileSystem;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.smtp.server.Overflow;

/**
 * Files for messages too long for memory, while they arrive. They need not survive the process;
 * those of a process that died are removed a day later, by the next start. On a local disk: calls
 * block their thread. Shared.
 */
final class TemporaryFiles implements Overflow {

    private static final String SUFFIX = ".incoming";
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);
    private static final int MODE = 0600;
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final FileSystem files;
    private final Path folder;
    private final String process =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong nextWord = new AtomicLong(Long.MIN_VALUE);
    private final InstantSource clock;
    private final EventSink events;

    TemporaryFiles(FileSystem files, Path folder, InstantSource clock, EventSink events) {
        this.clock = clock;
        this.events = events;
        this.files = files;
        this.folder = folder;
        forget(clock.instant().minus(FORGOTTEN_AFTER));
    }

    @Override
    public Area open() throws MailException {
        String path = folder.resolve(process + "-" + count.incrementAndGet() + SUFFIX).toString();
        try {
            return new StoredArea(path, files.create(path, MODE));
        } catch (IOException cannot) {
            throw unavailable(cannot);
        }
    }

    private TemporaryFailure unavailable(IOException cause) {
        tell(cause);
        return new TemporaryFailure(
                Reason.STORAGE_UNAVAILABLE, "no room for the message just now", cause);
    }

    /** Once for all messages within a minute. */
    private void tell(IOException cause) {
        long now = clock.millis();
        long next = nextWord.get();
        if (now >= next && nextWord.compareAndSet(next, now + QUIET.toMillis())) {
            events.emit(
                    new Event.Trouble(
                            Event.PROCESS,
                            Reason.STORAGE_UNAVAILABLE,
                            "long messages cannot be kept in " + folder + " while they arrive",
                            "free space there, or name another folder: 'temporary'; mail waits until then",
                            Optional.of(cause)));
        }
    }

    private void forget(Instant before) {
        try {
            for (FileSystem.Entry entry : files.list(folder.toString())) {
                String path = folder.resolve(entry.name()).toString();
                if (entry.name().endsWith(SUFFIX) && files.stat(path).modified().isBefore(before)) {
                    files.unlink(path);
                }
            }
        } catch (IOException _) {
            // a later start will do it; a folder that cannot be used is told when a message needs
            // it
        }
    }

    /** One file. Confined to its session. */
    private final class StoredArea implements Area {

        private final String path;
        private final FileSystem.File file;
        private long size;
        private boolean closed;

        StoredArea(String path, FileSystem.File file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void append(ByteBuffer octets) throws MailException {
            byte[] bytes = new byte[octets.remaining()];
            octets.get(bytes);
            try {
                file.write(bytes, 0, bytes.length);
            } catch (IOException cannot) {
                throw unavailable(cannot);
            }
            size += bytes.length;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            return new Reading(files.open(path));
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try (FileSystem.File _ = file) {
                files.unlink(path);
            } catch (IOException _) {
                // removed by a later start
            }
        }
    }

    /** A file as a stream. */
    private static final class Reading extends InputStream {

        private final FileSystem.File file;

        Reading(FileSystem.File file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return length == 0 ? 0 : file.read(buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

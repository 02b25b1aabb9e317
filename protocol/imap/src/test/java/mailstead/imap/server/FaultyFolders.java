package mailstead.imap.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.MailFolder;
import mailstead.spi.MailFolders;
import mailstead.spi.MessageGone;

/** Folders of which one call fails, or that behave as they must not. */
final class FaultyFolders implements MailFolders {

    private final MailFolders sound;
    private int calls;
    private int failing = -1;
    private boolean misbehaves;
    private long readable = Long.MAX_VALUE;
    private Runnable timePassing = () -> {};

    FaultyFolders(MailFolders sound) {
        this.sound = sound;
    }

    /** The call with this number, from 0, fails. */
    void failCall(int number) {
        failing = number;
    }

    int calls() {
        return calls;
    }

    /** While on, a change is a bug. */
    void misbehave(boolean on) {
        misbehaves = on;
    }

    /** Messages break off after so many octets. */
    void breakAfter(long octets) {
        readable = octets;
    }

    /** Time that each message takes to be copied. */
    void takeTime(Runnable passing) {
        timePassing = passing;
    }

    private Headway slowed(Headway headway) {
        return (done, all) -> {
            timePassing.run();
            headway.at(done, all);
        };
    }

    private void call() throws TemporaryFailure {
        if (calls++ == failing) {
            throw new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "injected");
        }
    }

    @Override
    public AccountFolders of(Account account) throws MailException {
        return new Folders(sound.of(account));
    }

    private final class Folders implements AccountFolders {

        private final AccountFolders inner;

        Folders(AccountFolders inner) {
            this.inner = inner;
        }

        @Override
        public FolderTree tree() throws MailException {
            call();
            return inner.tree();
        }

        @Override
        public Outcome request(TreeRequest request) throws MailException {
            call();
            return inner.request(request);
        }

        @Override
        public MailFolder folder(String mailboxId) throws MailException, FolderGone {
            call();
            return new Folder(inner.folder(mailboxId));
        }

        @Override
        public Usage usage() throws MailException {
            call();
            return inner.usage();
        }
    }

    private final class Folder implements MailFolder {

        private final MailFolder inner;

        Folder(MailFolder inner) {
            this.inner = inner;
        }

        private static MailFolder sound(MailFolder folder) {
            return folder instanceof Folder faulty ? faulty.inner : folder;
        }

        @Override
        public String mailboxId() {
            return inner.mailboxId();
        }

        @Override
        public FolderState known() throws MailException, FolderGone {
            call();
            return inner.known();
        }

        @Override
        public FolderState refresh(Duration ageMax) throws MailException, FolderGone {
            call();
            return inner.refresh(ageMax);
        }

        @Override
        public FolderState change(Decision decision) throws MailException, FolderGone {
            if (misbehaves) {
                throw new IllegalStateException("planted");
            }
            call();
            return inner.change(decision);
        }

        @Override
        public InputStream read(Message message, long from) throws MailException, MessageGone {
            call();
            return new Breaking(inner.read(message, from));
        }

        @Override
        public Upload upload() throws MailException, FolderGone {
            call();
            return inner.upload();
        }

        @Override
        public List<Message> add(List<Addition> additions) throws MailException, FolderGone {
            call();
            return inner.add(additions);
        }

        @Override
        public Optional<Message> replace(long uid, Addition addition)
                throws MailException, FolderGone {
            call();
            return inner.replace(uid, addition);
        }

        @Override
        public Copied copy(NumberSet uids, MailFolder target, Headway headway)
                throws MailException, FolderGone {
            call();
            return inner.copy(uids, sound(target), slowed(headway));
        }

        @Override
        public Copied move(NumberSet uids, MailFolder target, Headway headway)
                throws MailException, FolderGone {
            call();
            return inner.move(uids, sound(target), slowed(headway));
        }

        @Override
        public Watch watch(Runnable listener) {
            return inner.watch(listener);
        }
    }

    private final class Breaking extends FilterInputStream {

        private long left = readable;

        Breaking(InputStream sound) {
            super(sound);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("injected");
            }
            int count = in.read(octets, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }
    }
}

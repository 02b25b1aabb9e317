package mailstead.pop3.server;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;

/** A store in which the n-th call fails, or reading breaks after so many octets. */
final class FaultyStore implements MailStore {

    private final MailStore inner;
    private int calls;
    private int failingCall = -1;
    private long readableOctets = Long.MAX_VALUE;
    private boolean permanent;
    private boolean bug;

    FaultyStore(MailStore inner) {
        this.inner = inner;
    }

    /** Calls are counted from 0: open, read, each open and read of a stream, remove. */
    void failCall(int number) {
        failingCall = number;
    }

    int calls() {
        return calls;
    }

    void breakAfter(long octets) {
        readableOctets = octets;
    }

    void failForGood(boolean on) {
        permanent = on;
    }

    void misbehave(boolean on) {
        bug = on;
    }

    private boolean isNextFailing() {
        calls++;
        return calls - 1 == failingCall;
    }

    private void check() throws MailException {
        if (bug) {
            throw new IllegalStateException("a bug");
        }
        if (permanent) {
            throw new PermanentFailure(Reason.STORAGE_UNAVAILABLE, "corrupt");
        }
        if (isNextFailing()) {
            throw new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "injected");
        }
    }

    @Override
    public List<Result> deliver(List<Drop> drops, Content content, Mode mode) {
        return inner.deliver(drops, content, mode);
    }

    @Override
    public void checkRoom(Account account, long octets) throws MailException {
        inner.checkRoom(account, octets);
    }

    @Override
    public Maildrop open(Account account) throws MailException {
        check();
        Maildrop opened = inner.open(account);
        return new Maildrop() {
            @Override
            public List<Entry> entries() {
                return opened.entries();
            }

            @Override
            public Content read(Entry entry) throws MailException, Gone {
                check();
                return new Fragile(opened.read(entry));
            }

            @Override
            public void remove(List<Entry> entries) throws MailException {
                check();
                opened.remove(entries);
            }
        };
    }

    private final class Fragile implements Content {
        private final Content content;

        Fragile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open() throws IOException {
            if (isNextFailing()) {
                throw new IOException("injected");
            }
            InputStream whole = new ByteArrayInputStream(content.open().readAllBytes());
            return new FilterInputStream(whole) {
                private long left = readableOctets;

                @Override
                public int read(byte[] octets, int offset, int length) throws IOException {
                    if (left <= 0 || isNextFailing()) {
                        throw new IOException("injected");
                    }
                    int read = super.read(octets, offset, (int) Math.min(length, left));
                    left -= Math.max(read, 0);
                    return read;
                }
            };
        }
    }
}

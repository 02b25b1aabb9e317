package mailstead.service.mailbox;

import java.util.List;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.service.account.Login;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;

/**
 * Opens a user's INBOX as a maildrop (RFC 1939 section 3). Shared; what it opens is confined to its
 * session.
 */
public final class Maildrops {

    private final MailStore store;

    public Maildrops(MailStore store) {
        this.store = store;
    }

    public Opened open(Login login) throws MailException {
        return new Opened(store.open(login.account()));
    }

    /**
     * One session's fixed picture of a mailbox; messages are numbered from 1 in the order of {@link
     * #entries}.
     */
    public static final class Opened {

        private final Maildrop maildrop;
        private final List<Entry> entries;

        Opened(Maildrop maildrop) {
            this.maildrop = maildrop;
            this.entries = maildrop.entries().stream().map(Entry::new).toList();
        }

        public List<Entry> entries() {
            return entries;
        }

        /** The message, or a refusal that says that another session has removed it. */
        public Content read(Entry entry) throws MailException {
            try {
                return maildrop.read(entry.inner);
            } catch (Maildrop.Gone gone) {
                throw new PermanentFailure(
                        Reason.MESSAGE_GONE,
                        "this message has been removed by another session",
                        gone);
            }
        }

        public void remove(List<Entry> removed) throws MailException {
            maildrop.remove(removed.stream().map(entry -> entry.inner).toList());
        }
    }

    /**
     * One message: its unique id (RFC 1939 section 7) and its size in octets with CRLF line ends.
     */
    public static final class Entry {

        private final Maildrop.Entry inner;

        Entry(Maildrop.Entry inner) {
            this.inner = inner;
        }

        public String uid() {
            return inner.uid();
        }

        public long octets() {
            return inner.octets();
        }
    }
}

package mailstead.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;

/**
 * A store in memory that behaves as a Maildir without locks: any number of maildrops of one account
 * at once, each with its own picture, removing under each other's feet. Keeps quotas exactly.
 * Shared.
 */
public final class InMemoryMailStore implements MailStore {

    private final Map<String, List<Message>> mailboxes = new HashMap<>();
    private final Set<String> volumesDown = new HashSet<>();
    private final Set<String> loginsFull = new HashSet<>();
    private boolean down;
    private boolean full;
    private long lastNumber;

    /**
     * While true, every call fails with {@code STORAGE_UNAVAILABLE}, also on maildrops opened
     * before.
     */
    public synchronized void down(boolean on) {
        down = on;
    }

    /** As {@link #down(boolean)}, for the mailboxes of one volume. */
    public synchronized void down(String volume, boolean on) {
        var _ = on ? volumesDown.add(volume) : volumesDown.remove(volume);
    }

    /** While true, nothing can be delivered: {@code MAILBOX_FULL} for everybody. */
    public synchronized void full(boolean on) {
        full = on;
    }

    /** As {@link #full(boolean)}, for one account. */
    public synchronized void full(String login, boolean on) {
        var _ = on ? loginsFull.add(login) : loginsFull.remove(login);
    }

    /** The messages of an account's INBOX as they were stored, prefix and content, oldest first. */
    public synchronized List<byte[]> messages(String login) {
        return mailbox(login).stream().map(message -> message.octets.clone()).toList();
    }

    /** Stores one message whatever the switches say, and gives its name. */
    public synchronized String put(String login, byte[] octets) {
        Message message = new Message("1795435200.N" + ++lastNumber + ".testkit", octets.clone());
        mailbox(login).add(message);
        return message.name;
    }

    @Override
    public synchronized List<Result> deliver(List<Drop> drops, Content content, Mode mode) {
        List<Result> results = new ArrayList<>();
        List<byte[]> copies = new ArrayList<>();
        boolean anyFailed = false;
        for (Drop drop : drops) {
            byte[] octets = new byte[0];
            Result result = new Result.Withdrawn();
            try {
                octets = join(drop.prefix(), content);
                checkRoom(drop.account(), octets.length);
            } catch (MailException why) {
                result = new Result.Failed(why);
                anyFailed = true;
            } catch (IOException why) {
                result = new Result.Failed(unavailable(why));
                anyFailed = true;
            }
            results.add(result);
            copies.add(octets);
        }
        if (anyFailed && mode == Mode.ALL) {
            return results;
        }
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Result.Withdrawn) {
                results.set(
                        i, new Result.Stored(put(drops.get(i).account().login(), copies.get(i))));
            }
        }
        return results;
    }

    @Override
    public synchronized void checkRoom(Account account, long octets) throws MailException {
        checkUp(account);
        List<Message> messages = mailbox(account.login());
        long used = messages.stream().mapToLong(message -> message.octets.length).sum();
        boolean overQuota =
                account.quota().octetsMax().orElse(Long.MAX_VALUE) - used < octets
                        || account.quota().messagesMax().orElse(Long.MAX_VALUE) <= messages.size();
        if (full || loginsFull.contains(account.login()) || overQuota) {
            throw new TemporaryFailure(Reason.MAILBOX_FULL, "the mailbox is full");
        }
    }

    @Override
    public synchronized Maildrop open(Account account) throws MailException {
        checkUp(account);
        return new Picture(account, List.copyOf(mailbox(account.login())));
    }

    private void checkUp(Account account) throws TemporaryFailure {
        if (down || volumesDown.contains(account.home().volume())) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "the mailbox cannot be reached now");
        }
    }

    private static TemporaryFailure unavailable(IOException cause) {
        return new TemporaryFailure(
                Reason.STORAGE_UNAVAILABLE, "the message could not be read", cause);
    }

    private List<Message> mailbox(String login) {
        return mailboxes.computeIfAbsent(login, _ -> new ArrayList<>());
    }

    private static byte[] join(byte[] prefix, Content content) throws IOException {
        try (InputStream in = content.open()) {
            byte[] body = in.readAllBytes();
            byte[] whole = new byte[prefix.length + body.length];
            System.arraycopy(prefix, 0, whole, 0, prefix.length);
            System.arraycopy(body, 0, whole, prefix.length, body.length);
            return whole;
        }
    }

    /** Compared by identity. */
    private static final class Message {
        private final String name;
        private final byte[] octets;

        Message(String name, byte[] octets) {
            this.name = name;
            this.octets = octets;
        }
    }

    private final class Picture implements Maildrop {
        private final Account account;
        private final Map<String, Message> byUid = new HashMap<>();
        private final List<Entry> entries = new ArrayList<>();

        Picture(Account account, List<Message> messages) {
            this.account = account;
            for (Message message : messages) {
                byUid.put(message.name, message);
                entries.add(new Entry(message.name, message.octets.length));
            }
        }

        @Override
        public List<Entry> entries() {
            return List.copyOf(entries);
        }

        @Override
        public Content read(Entry entry) throws MailException, Gone {
            synchronized (InMemoryMailStore.this) {
                checkUp(account);
                Message message = byUid.get(entry.uid());
                if (message == null || !mailbox(account.login()).contains(message)) {
                    throw new Gone();
                }
                return new Octets(message.octets);
            }
        }

        @Override
        public void remove(List<Entry> removed) throws MailException {
            synchronized (InMemoryMailStore.this) {
                checkUp(account);
                for (Entry entry : removed) {
                    Message message = byUid.get(entry.uid());
                    if (message != null) {
                        mailbox(account.login()).remove(message);
                    }
                }
            }
        }
    }

    /** A message in memory. */
    private record Octets(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }
}

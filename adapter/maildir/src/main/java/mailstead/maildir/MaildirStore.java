package mailstead.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.fs.FileOwner;
import mailstead.fs.VolumeThreads;
import mailstead.mail.Content;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;

/** Messages in Maildirs on volumes. Shared; any number of them, in any number of processes, serve the same mailboxes. */
public final class MaildirStore implements MailStore {

    /** Messages up to this size pass in memory, in one visit to the volume's threads. */
    static final int SMALL_OCTETS = 64 * 1024;

    private final Volumes volumes;
    private final UniqueNames names;
    private final Troubles troubles;

    /**
     * @param node this node's name; part of every message's name, uniqueness does not depend on it
     * @param random seeded unpredictably: two processes must not draw the same 64 bits
     */
    public MaildirStore(
            Volumes volumes, String node, InstantSource clock, RandomGenerator random, EventSink events) {
        this.volumes = volumes;
        this.names = new UniqueNames(node, clock, random);
        this.troubles = new Troubles(node, events, clock);
    }

    @Override
    public List<Result> deliver(List<Drop> drops, Content content, Mode mode) {
        Message message;
        try {
            message = Message.of(content);
        } catch (IOException e) {
            MailException why =
                    new TemporaryFailure(Reason.INTERNAL_ERROR, "the message could not be read again", e);
            return drops.stream().<Result>map(_ -> new Result.Failed(why)).toList();
        }
        return new Round(drops, message, mode).run();
    }

    @Override
    public void checkRoom(Account account, long octets) throws MailException {
        Mailbox mailbox = mailbox(account);
        try {
            mailbox.volume().threads().requireClosedCircuit();
        } catch (IOException e) {
            throw troubles.explain(mailbox.volume().name(), e);
        }
    }

    @Override
    public Maildrop open(Account account) throws MailException {
        return MaildirDrop.open(mailbox(account), troubles);
    }

    Mailbox mailbox(Account account) throws MailException {
        Optional<FileOwner> owner = account.owner().map(o -> new FileOwner(o.uid(), o.gid()));
        return new Mailbox(volumes.named(account.home().volume()), account.home().path(), owner);
    }

    /** One call of {@link #deliver}. Confined to its caller, but for what runs on the volumes' threads. */
    private final class Round {

        private final List<Drop> drops;
        private final Message message;
        private final Mode mode;
        private final List<Result> results = new ArrayList<>();

        Round(List<Drop> drops, Message message, Mode mode) {
            this.drops = drops;
            this.message = message;
            this.mode = mode;
        }

        List<Result> run() {
            for (Drop drop : drops) {
                results.add(single(drop));
            }
            return results;
        }

        private Result single(Drop drop) {
            try {
                Mailbox mailbox = mailbox(drop.account());
                Message.Form form = message.form(drop.prefix());
                Copy copy = new Copy(mailbox, names.next(), form.stored(), form.onWire());
                try {
                    mailbox.volume().threads().call(new Store(copy, form));
                } catch (IOException e) {
                    throw troubles.explain(mailbox.volume().name(), e);
                }
                return new Result.Stored(copy.name());
            } catch (MailException e) {
                return new Result.Failed(e);
            }
        }
    }

    /** Both phases of one copy in one visit; undone when its caller has given up. */
    private record Store(Copy copy, Message.Form form) implements VolumeThreads.Task<Copy> {
        @Override
        public Copy run() throws IOException {
            return copy.mailbox()
                    .run(
                            () -> {
                                copy.write(form.parts());
                                copy.publish();
                                return copy;
                            });
        }

        @Override
        public void abandoned(Copy result) throws IOException {
            result.mailbox()
                    .run(
                            () -> {
                                result.withdraw();
                                return result;
                            });
        }
    }

    /** A message to be stored, and what its line ends are like. */
    record Message(byte[] body, LineEnds ends) {

        static Message of(Content content) throws IOException {
            try (InputStream in = content.open()) {
                byte[] body = in.readAllBytes();
                return new Message(body, LineEnds.of(body));
            }
        }

        Form form(byte[] prefix) {
            LineEnds prefixEnds = LineEnds.of(prefix);
            long onWire = prefix.length + ends.octets();
            if (ends.isCanonical() && prefixEnds.isCanonical()) {
                List<byte[]> parts =
                        List.of(LineEnds.toLf(prefix, 0, prefix.length), LineEnds.toLf(body, 0, body.length));
                return new Form(parts, prefixEnds.octetsWithLf() + ends.octetsWithLf(), onWire);
            }
            return new Form(List.of(prefix, body), onWire, onWire);
        }

        record Form(List<byte[]> parts, long stored, long onWire) {}
    }
}

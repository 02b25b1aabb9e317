package mailstead.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.FolderTree;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeChange;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Headway;
import mailstead.spi.MailFolder;
import mailstead.spi.MailFolders;
import mailstead.spi.MessageGone;
import mailstead.spi.Quota;

/**
 * One node's folders over a server in memory. Several of these over one {@link Server} are several
 * nodes: each knows only what it has asked for or done itself. Shared.
 */
public final class InMemoryMailFolders implements MailFolders {

    private final Server server;
    private final Map<String, Node> nodes = new HashMap<>();

    public InMemoryMailFolders(Server server) {
        this.server = server;
    }

    /** What all nodes share: the folders, the messages and the clock. */
    public static final class Server {

        private final InstantSource clock;
        private final Map<String, Home> homes = new HashMap<>();
        private final Set<String> down = new HashSet<>();
        private boolean allDown;
        private long lastNumber;

        public Server(InstantSource clock) {
            this.clock = clock;
        }

        /** While true, every call that asks the server fails with {@code STORAGE_UNAVAILABLE}. */
        public synchronized void down(boolean on) {
            allDown = on;
        }

        /** As {@link #down(boolean)}, for one volume. */
        public synchronized void down(String volume, boolean on) {
            var _ = on ? down.add(volume) : down.remove(volume);
        }

        /** As a delivery does: a message in INBOX that no node has given a UID yet. */
        public synchronized void deliver(String login, byte[] octets) {
            deliver(login, FolderTree.INBOX, octets);
        }

        public synchronized void deliver(String login, String folder, byte[] octets) {
            Box box = home(login).box(folder);
            String key = newKey();
            box.contents.put(key, octets.clone());
            box.arrived.add(arrival(key, Flags.NONE, Optional.empty(), octets.length, ""));
        }

        /** As other software does: the file is gone, nothing else has changed. */
        public synchronized void lose(String login, String folder, long uid) {
            Box box = home(login).box(folder);
            box.contents.remove(box.state.byUid(uid).orElseThrow().key());
        }

        /** The folder's log is lost: its messages get UIDs anew, the last of them first. */
        public synchronized void loseLog(String login, String folder) {
            Box box = home(login).box(folder);
            FolderState before = box.state;
            FolderState next =
                    FolderState.empty(before.mailboxId(), before.uidValidity() + 1)
                            .apply(new Change.Added(List.of()), before.highestModSeq() + 1);
            List<Change.Arrival> again = new ArrayList<>();
            for (Message message : before) {
                again.addFirst(
                        arrival(
                                message.key(),
                                message.flags(),
                                Optional.empty(),
                                message.wireOctets(),
                                ""));
            }
            box.state = next;
            box.apply(List.of(new Change.Added(again)));
        }

        private Home home(String login) {
            return homes.computeIfAbsent(login, _ -> new Home(this));
        }

        private String newKey() {
            return clock.instant().getEpochSecond() + ".N" + ++lastNumber + ".testkit";
        }

        private Change.Arrival arrival(
                String key, Flags flags, Optional<Instant> date, long octets, String emailId) {
            long now = clock.instant().getEpochSecond();
            long received = date.map(Instant::getEpochSecond).orElse(now);
            return new Change.Arrival(key, flags, received, now, octets, emailId);
        }

        private void requireUp(Account account) throws TemporaryFailure {
            if (allDown || down.contains(account.home().volume())) {
                throw new TemporaryFailure(
                        Reason.STORAGE_UNAVAILABLE, "the mailbox cannot be reached now");
            }
        }
    }

    /** One account on the server. */
    private static final class Home implements FolderTree.Naming {
        private final Server server;
        private final Map<String, Box> boxes = new HashMap<>();
        private FolderTree tree;
        private long lastBox;

        Home(Server server) {
            this.server = server;
            FolderTree.Node inbox =
                    FolderTree.Node.plain(newMailboxId(), "", newUidValidity(0), Set.of());
            this.tree = FolderTree.of(inbox);
            boxes.put(inbox.mailboxId(), new Box(inbox));
        }

        @Override
        public String newMailboxId() {
            return "F" + ++lastBox;
        }

        @Override
        public String newDirectory(String name, FolderTree current) {
            return "." + lastBox;
        }

        @Override
        public long newUidValidity(long lastUidValidity) {
            return Math.max(server.clock.instant().getEpochSecond(), lastUidValidity + 1);
        }

        Box box(String folder) {
            String mailboxId = tree.folder(folder).orElseThrow().mailboxId();
            return Optional.ofNullable(boxes.get(mailboxId)).orElseThrow();
        }

        long octets() {
            return boxes.values().stream().mapToLong(Box::octets).sum();
        }

        long messages() {
            return boxes.values().stream().mapToLong(box -> box.contents.size()).sum();
        }
    }

    /** One folder on the server. */
    private static final class Box {
        private final Map<String, byte[]> contents = new HashMap<>();
        private final List<Change.Arrival> arrived = new ArrayList<>();
        private FolderState state;

        Box(FolderTree.Node node) {
            this.state = FolderState.empty(node.mailboxId(), node.uidValidity());
        }

        long octets() {
            return contents.values().stream().mapToLong(content -> content.length).sum();
        }

        void apply(List<Change> changes) {
            long modSeq = state.highestModSeq() + 1;
            for (Change change : changes) {
                if (change instanceof Change.Expunged(NumberSet uids)) {
                    state.messages(uids).forEach(message -> contents.remove(message.key()));
                }
                state = state.apply(change, modSeq);
            }
        }

        /** Gives UIDs to what has arrived and notices what is gone. */
        void sync() {
            NumberSet.Builder lost = new NumberSet.Builder();
            for (Message message : state) {
                if (!contents.containsKey(message.key())) {
                    lost.add(message.uid());
                }
            }
            NumberSet vanished = lost.build();
            if (!vanished.isEmpty()) {
                apply(List.of(new Change.Vanished(vanished)));
            }
            if (!arrived.isEmpty()) {
                apply(List.of(new Change.Added(arrived)));
                arrived.clear();
            }
        }
    }

    /** By login, as heard last. */
    private final Map<String, Quota> quotas = new HashMap<>();

    @Override
    public AccountFolders of(Account account) {
        synchronized (server) {
            quotas.put(account.login(), account.quota());
            return new Folders(account);
        }
    }

    private final class Folders implements AccountFolders {
        private final Account account;

        Folders(Account account) {
            this.account = account;
        }

        private Home home() throws TemporaryFailure {
            server.requireUp(account);
            return server.home(account.login());
        }

        @Override
        public FolderTree tree() throws MailException {
            synchronized (server) {
                return home().tree;
            }
        }

        @Override
        public Outcome request(TreeRequest request) throws MailException {
            synchronized (server) {
                Home home = home();
                return switch (home.tree.decide(request, home)) {
                    case FolderTree.Decision.Refused(TreeRequest.Refusal why) ->
                            new Outcome.Refused(why);
                    case FolderTree.Decision.Granted(List<TreeChange> changes) -> {
                        changes.forEach(change -> apply(home, change));
                        yield new Outcome.Done(home.tree);
                    }
                };
            }
        }

        private void apply(Home home, TreeChange change) {
            switch (change) {
                case TreeChange.Created(_, FolderTree.Node node) ->
                        home.boxes.put(node.mailboxId(), new Box(node));
                case TreeChange.Deleted(String name) ->
                        home.boxes.remove(home.tree.folder(name).orElseThrow().mailboxId());
                case TreeChange.Renamed _,
                        TreeChange.Numbered _,
                        TreeChange.Revalidated _,
                        TreeChange.Subscribed _,
                        TreeChange.UsesSet _,
                        TreeChange.Annotated _,
                        TreeChange.Granted _,
                        TreeChange.PeerNoted _ -> {}
            }
            home.tree = home.tree.apply(change);
        }

        @Override
        public MailFolder folder(String mailboxId) throws MailException, FolderGone {
            synchronized (server) {
                if (!home().boxes.containsKey(mailboxId)) {
                    throw new FolderGone();
                }
                return nodes.computeIfAbsent(
                        account.login() + "/" + mailboxId, _ -> new Node(account, mailboxId));
            }
        }

        @Override
        public Usage usage() throws MailException {
            synchronized (server) {
                return new Usage(home().octets(), home().messages());
            }
        }
    }

    /** What this node knows of one folder. */
    private final class Node implements MailFolder {
        private final Account account;
        private final String mailboxId;
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private Optional<FolderState> known = Optional.empty();
        private Optional<Instant> asked = Optional.empty();

        Node(Account account, String mailboxId) {
            this.account = account;
            this.mailboxId = mailboxId;
        }

        @Override
        public String mailboxId() {
            return mailboxId;
        }

        private Box box() throws TemporaryFailure, FolderGone {
            server.requireUp(account);
            Box box = server.home(account.login()).boxes.get(mailboxId);
            if (box == null) {
                throw new FolderGone();
            }
            return box;
        }

        @Override
        public FolderState known() throws MailException, FolderGone {
            synchronized (server) {
                if (known.isEmpty()) {
                    known = Optional.of(box().state);
                }
                return known.get();
            }
        }

        @Override
        public FolderState refresh(Duration ageMax) throws MailException, FolderGone {
            synchronized (server) {
                Instant now = server.clock.instant();
                if (asked.isEmpty() || !now.isBefore(asked.get().plus(ageMax))) {
                    box().sync();
                    asked = Optional.of(now);
                    learn();
                }
            }
            return known();
        }

        private void learn() throws TemporaryFailure, FolderGone {
            FolderState newest = box().state;
            if (known.isEmpty() || known.get() != newest) {
                known = Optional.of(newest);
                listeners.forEach(Runnable::run);
            }
        }

        @Override
        public FolderState change(Decision decision) throws MailException, FolderGone {
            synchronized (server) {
                List<Change> changes = decision.on(box().state);
                if (!changes.isEmpty()) {
                    box().apply(changes);
                }
                learn();
                return known();
            }
        }

        @Override
        public InputStream read(Message message, long from) throws MailException, MessageGone {
            synchronized (server) {
                try {
                    byte[] octets = box().contents.get(message.key());
                    if (octets == null) {
                        throw new MessageGone();
                    }
                    int start = (int) Math.min(from, octets.length);
                    return new ByteArrayInputStream(octets, start, octets.length - start);
                } catch (FolderGone _) {
                    throw new MessageGone();
                }
            }
        }

        @Override
        public Upload upload() throws MailException, FolderGone {
            synchronized (server) {
                box();
                return new Held();
            }
        }

        @Override
        public List<Message> add(List<Addition> additions) throws MailException, FolderGone {
            synchronized (server) {
                Box box = box();
                List<byte[]> contents =
                        additions.stream()
                                .map(addition -> ((Held) addition.upload()).octets())
                                .toList();
                requireRoom(contents);
                List<Change.Arrival> arrivals = new ArrayList<>();
                for (int i = 0; i < contents.size(); i++) {
                    Addition addition = additions.get(i);
                    String key = server.newKey();
                    box.contents.put(key, contents.get(i));
                    arrivals.add(
                            server.arrival(
                                    key,
                                    addition.flags(),
                                    addition.internalDate(),
                                    contents.get(i).length,
                                    ""));
                }
                return added(box, arrivals);
            }
        }

        @Override
        public Optional<Message> replace(long uid, Addition addition)
                throws MailException, FolderGone {
            synchronized (server) {
                if (box().state.byUid(uid).isEmpty()) {
                    return Optional.empty();
                }
                Message added = add(List.of(addition)).getFirst();
                change(_ -> List.of(new Change.Expunged(NumberSet.of(uid))));
                return Optional.of(added);
            }
        }

        private List<Message> added(Box box, List<Change.Arrival> arrivals)
                throws TemporaryFailure, FolderGone {
            long first = box.state.uidNext();
            if (arrivals.isEmpty()) {
                return List.of();
            }
            box.apply(List.of(new Change.Added(arrivals)));
            learn();
            return box.state.messages(NumberSet.range(first, box.state.uidNext() - 1));
        }

        private void requireRoom(List<byte[]> contents) throws TemporaryFailure {
            Home home = server.home(account.login());
            long octets = home.octets() + contents.stream().mapToLong(each -> each.length).sum();
            long messages = home.messages() + contents.size();
            Quota quota = quotas.getOrDefault(account.login(), account.quota());
            if (octets > quota.octetsMax().orElse(Long.MAX_VALUE)
                    || messages > quota.messagesMax().orElse(Long.MAX_VALUE)) {
                throw new TemporaryFailure(Reason.MAILBOX_FULL, "the mailbox is full");
            }
        }

        @Override
        public Copied copy(NumberSet uids, MailFolder target, Headway headway)
                throws MailException, FolderGone {
            synchronized (server) {
                Box box = box();
                Node there = (Node) target;
                Box into = there.box();
                List<Long> sources = new ArrayList<>();
                List<byte[]> contents = new ArrayList<>();
                List<Message> messages = new ArrayList<>();
                for (Message message : box.state.messages(uids)) {
                    byte[] octets = box.contents.get(message.key());
                    if (octets != null) {
                        sources.add(message.uid());
                        contents.add(octets);
                        messages.add(message);
                    }
                }
                there.requireRoom(contents);
                List<Change.Arrival> arrivals = new ArrayList<>();
                for (int i = 0; i < messages.size(); i++) {
                    Message message = messages.get(i);
                    String key = server.newKey();
                    into.contents.put(key, contents.get(i));
                    arrivals.add(
                            server.arrival(
                                    key,
                                    message.flags(),
                                    Optional.of(message.internalDate()),
                                    contents.get(i).length,
                                    message.emailId()));
                    headway.at(i + 1, messages.size());
                }
                List<Message> copies = there.added(into, arrivals);
                return new Copied(into.state.uidValidity(), sources, copies);
            }
        }

        @Override
        public Copied move(NumberSet uids, MailFolder target, Headway headway)
                throws MailException, FolderGone {
            synchronized (server) {
                Copied copied = copy(uids, target, headway);
                NumberSet.Builder moved = new NumberSet.Builder();
                copied.sources().forEach(moved::add);
                if (!copied.sources().isEmpty()) {
                    change(_ -> List.of(new Change.Expunged(moved.build())));
                }
                return copied;
            }
        }

        @Override
        public Watch watch(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        /** A message on its way in. */
        private final class Held implements Upload {
            private final ByteArrayOutputStream held = new ByteArrayOutputStream();

            @Override
            public void write(byte[] octets, int offset, int length) throws MailException {
                synchronized (server) {
                    server.requireUp(account);
                    held.write(octets, offset, length);
                }
            }

            byte[] octets() {
                return held.toByteArray();
            }

            @Override
            public void close() {
                held.reset();
            }
        }
    }
}

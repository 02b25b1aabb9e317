package mailstead.node.torture;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import mailstead.node.client.ImapClient;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.SmtpClient;
import mailstead.node.client.UnexpectedReply;
import mailstead.node.local.NodePlan;
import mailstead.node.torture.Ledger.FolderKey;
import mailstead.node.torture.Ledger.Outcome;
import mailstead.node.torture.Ledger.Seen;

/**
 * One restless client: does one random thing after another, each on a node of its choice, and tells
 * the ledger what it was told. Confined to its thread.
 */
final class Actor implements Runnable {

    /** Every account has these from the start. */
    static final List<String> FOLDERS = List.of("INBOX", "Red", "Green", "Blue/Light");

    static final String PASSWORD = "sesame";
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LINES_MAX = 40;
    private static final int LONG_LINES = 3000;
    private static final int OPERATIONS_IN_SESSION = 6;

    private final int number;
    private final Places places;
    private final int accounts;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final BooleanSupplier isOver;
    private int lastToken;
    private int lastKeyword;
    private int lastScratch;

    /** Which name is the folder's with this identity, by account. */
    private final Map<String, FolderKey> keys = new ConcurrentHashMap<>();

    /**
     * @param accounts log-ins are {@code box0} to one less than this
     * @param isOver asked between operations
     */
    Actor(
            int number,
            Places places,
            int accounts,
            RandomGenerator random,
            Ledger ledger,
            BooleanSupplier isOver) {
        this.number = number;
        this.places = places;
        this.accounts = accounts;
        this.random = random;
        this.ledger = ledger;
        this.isOver = isOver;
    }

    static String login(int account) {
        return "box" + account;
    }

    @Override
    public void run() {
        while (!isOver.getAsBoolean()) {
            try {
                int account = random.nextInt(accounts);
                switch (random.nextInt(12)) {
                    case 0, 1 -> deliver(account);
                    case 2 -> collect(account);
                    case 3 -> scratch(account);
                    case 4 -> race(account);
                    default -> session(account);
                }
            } catch (IOException _) {
                // The node died or is ill: what was under way has been noted as unknown.
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private TestMessage newMessage() {
        int lines = random.nextInt(50) == 0 ? LONG_LINES : random.nextInt(LINES_MAX);
        return new TestMessage("c" + number + "n" + ++lastToken, lines);
    }

    private Session open(int account) throws IOException {
        return new Session(one(places.imap()), login(account), PASSWORD, LIMIT);
    }

    // ---- mail

    private void deliver(int account) throws IOException {
        TestMessage message = newMessage();
        Outcome outcome = Outcome.REFUSED;
        try (SmtpClient smtp = new SmtpClient(one(places.smtp()), "torture.example", LIMIT)) {
            outcome = Outcome.UNKNOWN;
            smtp.deliver(
                    "torture@sender.example",
                    login(account) + "@" + NodePlan.DOMAIN,
                    message.octets());
            outcome = Outcome.DONE;
            smtp.quit();
        } finally {
            if (outcome != Outcome.REFUSED) {
                ledger.delivered(message.token(), outcome);
                ledger.operation();
            }
        }
    }

    private void collect(int account) throws IOException {
        if (places.pop3().isEmpty()) {
            return;
        }
        InetSocketAddress place = one(places.pop3());
        List<String> removing = new ArrayList<>();
        try (Pop3Client pop3 = new Pop3Client(place, LIMIT)) {
            pop3.logIn(login(account), PASSWORD);
            int count = pop3.uniqueIds().size();
            int most = Math.min(count, 4);
            for (int i = 0; i < most; i++) {
                int which = 1 + random.nextInt(count);
                collectOne(pop3, which, removing);
            }
            if (!removing.isEmpty()) {
                long now = System.nanoTime();
                removing.forEach(token -> ledger.pop3RemovalBegins(token, now));
            }
            pop3.quit();
            removing.forEach(ledger::pop3Removed);
            ledger.operation();
        }
    }

    /** Reads one message; at times marks it deleted, each only once. */
    private void collectOne(Pop3Client pop3, int which, List<String> removing) throws IOException {
        byte[] content;
        try {
            content = pop3.retrieve(which);
        } catch (UnexpectedReply gone) {
            return; // removed by another session, or marked by this one
        }
        Optional<TestMessage> message = TestMessage.of(content);
        if (message.isEmpty()) {
            return;
        }
        requireWhole(message.get(), content, "POP3");
        if (random.nextInt(6) == 0) {
            pop3.delete(which);
            removing.add(message.get().token());
        }
    }

    private void requireWhole(TestMessage message, byte[] content, String where) {
        if (!message.isWhole(content)) {
            ledger.violation(
                    "%s was served in part or changed by %s (%d octets)"
                            .formatted(message.token(), where, content.length));
        }
    }

    // ---- folders

    /** Nobody deletes these: of all who make one of a name, one succeeds. */
    private void race(int account) throws IOException {
        String name = "Race/r" + random.nextInt(200);
        try (Session session = open(account)) {
            ImapClient.Completion completion = session.client().attempt("CREATE \"" + name + "\"");
            if (completion.isOk()) {
                ledger.created(login(account) + ":" + name);
            }
            ledger.operation();
        }
    }

    /** Makes, fills, renames and deletes a folder, each through another node. */
    private void scratch(int account) throws IOException {
        String name = "Scratch/c" + number + "s" + ++lastScratch;
        String renamed = name + " renamed";
        if (!tree(account, "CREATE \"" + name + "\"")) {
            return;
        }
        Optional<Session.Selected> made = look(account, name);
        if (made.isEmpty()) {
            ledger.violation(name + " was created and cannot be selected");
            return;
        }
        if (!tree(account, "RENAME \"" + name + "\" \"" + renamed + "\"")) {
            return;
        }
        Optional<Session.Selected> there = look(account, renamed);
        if (there.isEmpty() || !there.get().key().equals(made.get().key())) {
            ledger.violation(name + " was renamed and is now " + there);
        }
        if (look(account, name).isPresent()) {
            ledger.violation(name + " was renamed and is still there");
        }
        if (tree(account, "DELETE \"" + renamed + "\"") && look(account, renamed).isPresent()) {
            ledger.violation(renamed + " was deleted and is still there");
        }
    }

    private boolean tree(int account, String command) throws IOException {
        try (Session session = open(account)) {
            ledger.operation();
            return session.client().attempt(command).isOk();
        }
    }

    private Optional<Session.Selected> look(int account, String name) throws IOException {
        try (Session session = open(account)) {
            ledger.operation();
            return session.select(name);
        }
    }

    // ---- messages in folders

    private void session(int account) throws IOException {
        String folder = one(FOLDERS);
        try (Session session = open(account)) {
            long begun = System.nanoTime();
            Optional<Session.Selected> selected = session.select(folder);
            if (selected.isEmpty()) {
                ledger.violation(folder + " of " + login(account) + " cannot be selected");
                return;
            }
            FolderKey key = selected.get().key();
            keys.put(account + folder, key);
            List<Seen> all = session.all();
            ledger.observed(key, selected.get().uidNext(), all, begun, System.nanoTime());
            ledger.operation();
            for (int i = 0; i < OPERATIONS_IN_SESSION && !isOver.getAsBoolean(); i++) {
                operate(session, account, folder, key, all);
                ledger.operation();
            }
        }
    }

    private void operate(Session session, int account, String folder, FolderKey key, List<Seen> all)
            throws IOException {
        int choice = random.nextInt(10);
        if (choice < 2 || all.isEmpty()) {
            append(session, folder, key);
            return;
        }
        Seen target = one(all);
        switch (choice) {
            case 2, 3, 4 -> keyword(session, key, target);
            case 5 -> copy(session, account, target);
            case 6 -> move(session, account, key, target);
            case 7 -> expunge(session, key, target);
            default -> read(session, target);
        }
    }

    private void append(Session session, String folder, FolderKey key) throws IOException {
        TestMessage message = newMessage();
        long begun = System.nanoTime();
        ledger.appendedPerhaps(message.token());
        ImapClient.Completion completion =
                session.client().append(folder, "(\\Seen)", message.octets());
        Optional<long[]> uid = Session.appendUid(completion);
        if (completion.isOk() && uid.isPresent() && uid.get()[0] == key.uidValidity()) {
            ledger.appended(message.token(), key, uid.get()[1], begun, System.nanoTime());
        } else if (completion.isOk()) {
            ledger.violation("APPEND is OK without the folder's APPENDUID: " + completion);
        }
    }

    private void keyword(Session session, FolderKey key, Seen target) throws IOException {
        String keyword = "k" + number + "x" + ++lastKeyword;
        ledger.keywordAimed(keyword, target.token());
        ImapClient.Completion added = store(session, target, "+FLAGS", keyword);
        if (!added.isOk()) {
            return;
        }
        ledger.keywordAdded(key, target.uid(), target.token(), keyword, System.nanoTime());
        if (random.nextInt(3) == 0) {
            ledger.keywordRemovalBegins(
                    key, target.uid(), target.token(), keyword, System.nanoTime());
            if (store(session, target, "-FLAGS", keyword).isOk()) {
                ledger.keywordRemoved(
                        key, target.uid(), target.token(), keyword, System.nanoTime());
            }
        }
    }

    private static ImapClient.Completion store(
            Session session, Seen target, String how, String flag) throws IOException {
        return session.client().attempt("UID STORE %d %s (%s)".formatted(target.uid(), how, flag));
    }

    private void copy(Session session, int account, Seen target) throws IOException {
        String to = one(FOLDERS);
        FolderKey key = keys.get(account + to);
        if (key == null) {
            return;
        }
        Outcome outcome = Outcome.UNKNOWN;
        try {
            ImapClient.Completion completion =
                    session.client().attempt("UID COPY %d \"%s\"".formatted(target.uid(), to));
            outcome = Session.outcome(completion);
            Optional<long[]> uids = Session.copyUid(completion);
            if (outcome == Outcome.DONE && uids.isPresent()) {
                ledger.copied(target.token(), key, uids.get()[2], System.nanoTime());
            }
        } finally {
            if (outcome == Outcome.UNKNOWN) {
                ledger.copiedPerhaps(target.token());
            }
        }
    }

    private void move(Session session, int account, FolderKey from, Seen target)
            throws IOException {
        String to = one(FOLDERS);
        FolderKey key = keys.get(account + to);
        if (key == null || key.equals(from)) {
            return;
        }
        ledger.removalBegins(from, target.uid(), target.token(), true, System.nanoTime());
        Outcome outcome = Outcome.UNKNOWN;
        try {
            ImapClient.Completion completion =
                    session.client().attempt("UID MOVE %d \"%s\"".formatted(target.uid(), to));
            outcome = Session.outcome(completion);
            Optional<long[]> uids = Session.copyUid(completion);
            if (outcome == Outcome.DONE && uids.isPresent()) {
                long now = System.nanoTime();
                ledger.copied(target.token(), key, uids.get()[2], now);
                ledger.removed(from, target.uid(), target.token(), now);
            }
        } finally {
            if (outcome == Outcome.UNKNOWN) {
                ledger.copiedPerhaps(target.token());
            }
        }
    }

    private void expunge(Session session, FolderKey key, Seen target) throws IOException {
        ledger.removalBegins(key, target.uid(), target.token(), false, System.nanoTime());
        if (store(session, target, "+FLAGS", "\\Deleted").isOk()
                && session.client().attempt("UID EXPUNGE " + target.uid()).isOk()) {
            ledger.removed(key, target.uid(), target.token(), System.nanoTime());
        }
    }

    private void read(Session session, Seen target) throws IOException {
        String wanted = "UID FETCH %d (UID FLAGS BODY.PEEK[])".formatted(target.uid());
        for (ImapClient.Response response : session.client().attempt(wanted).all("FETCH")) {
            Optional<Seen> seen = Session.seen(response);
            if (seen.isPresent() && seen.get().uid() == target.uid()) {
                byte[] content = response.literals().getFirst();
                TestMessage message = TestMessage.of(content).orElseThrow();
                requireWhole(message, content, "IMAP");
                if (!message.token().equals(target.token())) {
                    ledger.violation(
                            "UID %d names %s and %s"
                                    .formatted(target.uid(), target.token(), message.token()));
                }
            }
        }
    }
}

package mailstead.node.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import mailstead.mail.MailException;
import mailstead.node.client.ImapClient;
import mailstead.node.client.Pop3Client;
import mailstead.node.client.SmtpClient;
import mailstead.node.demo.Steps.Notes;
import mailstead.node.demo.Steps.StepFailed;
import mailstead.node.local.LocalCluster;
import mailstead.node.local.NodePlan;
import mailstead.node.local.NodeProcess;
import mailstead.node.local.Operator;

/**
 * The founding exercise: set up a cluster, send mail to tevie through one front end and the other,
 * look at the files, collect through a third while a fourth dies. Every step talks to real
 * processes and looks at real files. Confined to one thread.
 */
final class Exercise {

    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final Duration CHANGE_SEEN_MAX = Duration.ofSeconds(2);

    /** A second usually; busy machines need longer to write six copies. */
    private static final Duration COPY_SEEN_MAX = Duration.ofSeconds(15);

    /** The exit status of a command that finds no directory. */
    private static final int UNAVAILABLE = 75;

    private static final long POLL_MILLIS = 50;
    private static final String LOGIN = "tevie";
    private static final String TEVIE = LOGIN + "@" + NodePlan.DOMAIN;
    private static final String SENDER = "golde@sender.example";

    /** As the founding document has it. */
    private static final int TEVIES_UID = 2001;

    private final LocalCluster cluster;
    private final Operator operator;
    private final String password;
    private final boolean root;
    private final SSLContext trust;
    private final Optional<Copies> copies;
    private final List<byte[]> sent = new ArrayList<>();

    /** Publishes copies of the cluster's directory. */
    interface Copies {
        /** What is there now; says which version that is. */
        String publish() throws IOException, MailException;

        void end();
    }

    /**
     * @param copies for nodes that have nothing else; empty when they ask the database
     */
    Exercise(LocalCluster cluster, Operator operator, String password, Optional<Copies> copies)
            throws IOException {
        this.copies = copies;
        this.cluster = cluster;
        this.operator = operator;
        this.password = password;
        this.root = "root".equals(System.getProperty("user.name"));
        this.trust = cluster.certificate().trust();
    }

    /**
     * @return whether every step passed; it ends at the first that does not
     */
    boolean run(Steps steps) throws InterruptedException {
        return steps.step("Two volumes, each marked as what it is", this::makeVolumes)
                && steps.step("A customer, and the domain " + NodePlan.DOMAIN, this::makeDomain)
                && steps.step(
                        "The account " + LOGIN + " with the home 12/34/tevie", this::makeAccount)
                && (copies.isEmpty() || beginWithCopies(steps, copies.get()))
                && (copies.isPresent()
                        || steps.step(
                                "Six nodes start as processes of their own", this::startNodes))
                && steps.step(
                        "A message by SMTP with STARTTLS through mx-1",
                        notes -> send(notes, "mx-1"))
                && steps.step("Another message through mx-2", notes -> send(notes, "mx-2"))
                && steps.step("Both lie as files in tevie's Maildir", this::lookAtFiles)
                && steps.step("A flag set through imap-1 is seen through imap-2", this::flagAndSee)
                && steps.step(
                        "IDLE on imap-1 announces a delivery made by mx-2", this::idleAndDeliver)
                && steps.step(
                        "A folder made through imap-2 is used and removed through imap-1",
                        this::useFolder)
                && (copies.isPresent()
                        ? steps.step(
                                "An unknown recipient is told by both to try again: nobody can prove that it is unknown",
                                notes -> refuseUnknown(notes, 451, "4.4.3"))
                        : steps.step(
                                        "An unknown recipient is refused by both",
                                        notes -> refuseUnknown(notes, 550, "5.1.1"))
                                && steps.step(
                                        "A domain added now is served without a restart",
                                        this::addDomain))
                && steps.step("pop3-1 is killed in the middle of tevie's session", this::killPop3)
                && steps.step(
                        "Both messages are collected through pop3-2",
                        notes -> collect(notes, "pop3-2"))
                && steps.step("What was deleted at QUIT is gone from the disk", this::lookAgain)
                && steps.step("mx-1 is killed; mx-2 takes mail, and it is collected", this::killMx)
                && steps.step("mx-1 and pop3-1 start again and serve", this::startAgain);
    }

    /** What needs the database; then it goes, and all other steps come after. */
    private boolean beginWithCopies(Steps steps, Copies published) throws InterruptedException {
        return steps.step(
                        "The directory is published, signed, into a folder",
                        notes -> notes.say("version " + published.publish()))
                && steps.step(
                        "Six nodes start as processes of their own, and each takes its copy",
                        this::startNodesWithCopies)
                && steps.step(
                        "A domain added now is published, and served without a restart",
                        this::addDomain)
                && steps.step(
                        "The publisher ends, and the database is moved away",
                        notes -> stopCentre(notes, published))
                && steps.step(
                        "Nothing can be changed now, and the command says so", this::refuseChange);
    }

    private void startNodesWithCopies(Notes notes)
            throws IOException, StepFailed, InterruptedException {
        startNodes(notes);
        for (NodeProcess node : cluster.nodes()) {
            Path taken = node.configuration().resolveSibling("data/directory-copy/taken");
            long end = System.nanoTime() + WAIT.toNanos();
            while (!Files.exists(taken) && System.nanoTime() < end) {
                Thread.sleep(POLL_MILLIS);
            }
            notes.expect(Files.exists(taken), "a copy beside " + taken, "none");
            notes.say(node.name() + " has version " + Files.readString(taken).strip());
        }
    }

    private void stopCentre(Notes notes, Copies published) throws IOException {
        published.end();
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path file = cluster.database().resolveSibling("directory.sqlite" + suffix);
            if (Files.exists(file)) {
                Files.move(file, file.resolveSibling("away-" + file.getFileName()));
            }
        }
        notes.say(cluster.database() + " is gone");
    }

    private void refuseChange(Notes notes) throws StepFailed {
        List<String> typed = List.of("account", "set", LOGIN, "--suspend");
        notes.say("$ mailstead " + Shown.words(typed));
        Operator.Outcome outcome = type(typed);
        notes.say(outcome.output());
        notes.expect(outcome.status() == UNAVAILABLE, "exit status 75", outcome.status());
    }

    private void makeVolumes(Notes notes) throws StepFailed, IOException {
        for (String name : List.of("mail1", "mail2")) {
            Path folder = cluster.folder().resolve(name);
            type(notes, "volume", "add", name, folder.toString(), "--create");
            Path marker = folder.resolve(".mailstead-volume");
            notes.expect(Files.isRegularFile(marker), "a marker file " + marker, "none");
            notes.say("%s says %s".formatted(marker, Files.readString(marker).strip()));
        }
    }

    private void makeDomain(Notes notes) throws StepFailed {
        type(notes, "customer", "add", "4711", "--name", "Tevye's Dairy");
        type(notes, "domain", "add", NodePlan.DOMAIN, "--customer", "4711", "--postmaster", TEVIE);
    }

    private void makeAccount(Notes notes) throws StepFailed, IOException {
        Path file = cluster.secret("password", password + "\n");
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "account",
                                "add",
                                LOGIN,
                                "--customer",
                                "4711",
                                "--home",
                                home().toString()));
        words.addAll(List.of("--quota", "100MiB", "--password-file", file.toString()));
        if (root) {
            words.addAll(List.of("--uid", "" + TEVIES_UID, "--gid", "" + TEVIES_UID));
        }
        type(notes, words.toArray(String[]::new));
        Files.delete(file);
    }

    private void startNodes(Notes notes) throws IOException, StepFailed, InterruptedException {
        for (NodeProcess node : cluster.nodes()) {
            cluster.start(node);
        }
        cluster.awaitReady();
        for (NodeProcess node : cluster.nodes()) {
            notes.say(
                    "%s is process %d and listens on 127.0.0.1:%d"
                            .formatted(node.name(), node.pid(), node.plan().port()));
        }
    }

    private void send(Notes notes, String node) throws IOException {
        byte[] message = message(node);
        try (SmtpClient smtp =
                new SmtpClient(cluster.node(node).address(), "client.sender.example", WAIT)) {
            smtp.startTls(trust, node + "." + NodePlan.DOMAIN);
            SmtpClient.Reply reply = smtp.deliver(SENDER, TEVIE, message);
            smtp.quit();
            sent.add(message);
            notes.say(
                    "%d octets to <%s>; %s answered %s"
                            .formatted(message.length, TEVIE, node, reply));
        }
    }

    private void lookAtFiles(Notes notes) throws IOException, StepFailed {
        List<Path> files = newFiles();
        notes.expect(files.size() == sent.size(), sent.size() + " files in " + newFolder(), files);
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            notes.expect(
                    sent.stream().anyMatch(message -> holds(content, message)),
                    "the octets that were sent, after trace fields",
                    new String(content, StandardCharsets.UTF_8));
            int uid = (int) Files.getAttribute(file, "unix:uid");
            int expected =
                    root ? TEVIES_UID : (int) Files.getAttribute(cluster.folder(), "unix:uid");
            notes.expect(uid == expected, "a file of uid " + expected, "uid " + uid);
            notes.say("%s: %d octets, uid %d".formatted(file, content.length, uid));
        }
    }

    private void flagAndSee(Notes notes) throws IOException, StepFailed {
        try (ImapClient one = logInByImap("imap-1");
                ImapClient other = logInByImap("imap-2")) {
            ImapClient.Completion here = one.command("SELECT INBOX");
            ImapClient.Completion there = other.command("SELECT INBOX");
            notes.expect(
                    here.code("UIDVALIDITY").equals(there.code("UIDVALIDITY")),
                    "one UIDVALIDITY on both nodes",
                    here.code("UIDVALIDITY") + " and " + there.code("UIDVALIDITY"));
            one.command("UID STORE 1 +FLAGS (\\Flagged $Dairy)");
            notes.say("imap-1: message UID 1 is now \\Flagged and $Dairy");
            other.command("NOOP");
            List<ImapClient.Response> seen =
                    other.command("UID FETCH 1:* (UID FLAGS)").all("FETCH");
            notes.expect(seen.size() == sent.size(), sent.size() + " messages", seen);
            String first = seen.getFirst().text();
            notes.expect(
                    first.contains("UID 1")
                            && first.contains("\\Flagged")
                            && first.contains("$Dairy"),
                    "UID 1 with \\Flagged and $Dairy",
                    first);
            seen.forEach(response -> notes.say("imap-2: " + response.text()));
            one.logOut();
            other.logOut();
        }
    }

    private void idleAndDeliver(Notes notes) throws IOException, StepFailed {
        try (ImapClient imap = logInByImap("imap-1")) {
            imap.command("SELECT INBOX");
            String tag = imap.idle();
            long begin = System.nanoTime();
            send(notes, "mx-2");
            String wanted = "* " + sent.size() + " EXISTS";
            Optional<ImapClient.Response> told =
                    imap.await(response -> response.text().equals(wanted), WAIT);
            notes.expect(told.isPresent(), wanted, "nothing");
            notes.say(
                    "imap-1 said %s after %d ms"
                            .formatted(
                                    wanted,
                                    Duration.ofNanos(System.nanoTime() - begin).toMillis()));
            imap.done(tag);
            imap.logOut();
        }
    }

    private void useFolder(Notes notes) throws IOException, StepFailed {
        try (ImapClient one = logInByImap("imap-1");
                ImapClient other = logInByImap("imap-2")) {
            other.command("CREATE Cheese");
            one.command("SELECT INBOX");
            ImapClient.Completion copied = one.command("UID COPY 1 Cheese");
            notes.say("imap-1 copied UID 1 into the folder that imap-2 made: " + copied);
            other.command("SELECT Cheese");
            long count =
                    other.command("UID FETCH 1:* (FLAGS BODY.PEEK[])").all("FETCH").stream()
                            .map(response -> response.literals().getFirst())
                            .filter(copy -> sent.stream().anyMatch(each -> holds(copy, each)))
                            .count();
            notes.expect(count == 1, "one message that was sent, in Cheese", count);
            one.command("DELETE Cheese");
            ImapClient.Completion gone = other.attempt("STATUS Cheese (MESSAGES)");
            notes.expect(!gone.isOk(), "no folder Cheese any more", gone);
            notes.say("imap-1 deleted it, and imap-2 answers " + gone);
        }
    }

    private ImapClient logInByImap(String node) throws IOException {
        ImapClient imap = new ImapClient(cluster.node(node).address(), WAIT);
        try {
            imap.startTls(trust, node + "." + NodePlan.DOMAIN);
            imap.logIn(LOGIN, password);
            return imap;
        } catch (IOException e) {
            imap.close();
            throw e;
        }
    }

    private void refuseUnknown(Notes notes, int code, String enhanced)
            throws IOException, StepFailed {
        for (String node : List.of("mx-1", "mx-2")) {
            SmtpClient.Reply reply = rcpt(node, "nobody@" + NodePlan.DOMAIN);
            notes.expect(
                    reply.code() == code && reply.lines().getLast().startsWith(enhanced),
                    code + " " + enhanced,
                    reply);
            notes.say(node + " answered " + reply);
        }
    }

    private void addDomain(Notes notes)
            throws IOException, StepFailed, InterruptedException, MailException {
        String domain = "anatevka.example";
        String address = LOGIN + "@" + domain;
        SmtpClient.Reply before = rcpt("mx-1", address);
        notes.expect(!before.isPositive(), "a refusal before it is added", before);
        type(notes, "domain", "add", domain, "--customer", "4711", "--postmaster", TEVIE);
        type(notes, "account", "set", LOGIN, "--add-address", address);
        long begin = System.nanoTime();
        if (copies.isPresent()) {
            notes.say("published as version " + copies.get().publish());
        }
        Duration seenMax = copies.isPresent() ? COPY_SEEN_MAX : CHANGE_SEEN_MAX;
        for (String node : List.of("mx-1", "mx-2")) {
            SmtpClient.Reply reply = rcpt(node, address);
            while (!reply.isPositive() && System.nanoTime() - begin < seenMax.toNanos()) {
                Thread.sleep(POLL_MILLIS);
                reply = rcpt(node, address);
            }
            notes.expect(
                    reply.code() == 250,
                    "250 from " + node + " within " + seenMax.toSeconds() + " s",
                    reply);
            notes.say("%s answered %s for <%s>".formatted(node, reply, address));
        }
        notes.say(
                "seen by both after %d ms"
                        .formatted(Duration.ofNanos(System.nanoTime() - begin).toMillis()));
    }

    private void killPop3(Notes notes) throws IOException, StepFailed, InterruptedException {
        NodeProcess node = cluster.node("pop3-1");
        try (Pop3Client pop3 = logIn(node)) {
            int count = pop3.uniqueIds().size();
            notes.expect(count == sent.size(), sent.size() + " messages", count);
            pop3.retrieve(1);
            pop3.delete(1);
            notes.say("logged in, read message 1 of %d and marked it deleted".formatted(count));
            node.kill();
            notes.say("process %d is killed (SIGKILL) before QUIT".formatted(node.pid()));
            boolean broken = false;
            try {
                pop3.command("NOOP");
            } catch (IOException expected) {
                broken = true;
            }
            notes.expect(broken, "a broken connection", "an answer");
        }
        notes.expect(
                newAndCurrent().size() == sent.size(), "nothing lost on disk", newAndCurrent());
    }

    /** Reads everything, compares it with what was sent and deletes it. */
    private void collect(Notes notes, String node) throws IOException, StepFailed {
        try (Pop3Client pop3 = logIn(cluster.node(node))) {
            int count = pop3.uniqueIds().size();
            notes.expect(count == sent.size(), sent.size() + " messages", count);
            for (int number = 1; number <= count; number++) {
                byte[] message = pop3.retrieve(number);
                byte[] match =
                        sent.stream()
                                .filter(candidate -> holds(message, candidate))
                                .findFirst()
                                .orElseThrow(() ->
                                        new StepFailed(
                                                "the octets of a message that was sent and not seen yet",
                                                new String(message, StandardCharsets.UTF_8)));
                sent.remove(match);
                pop3.delete(number);
                notes.say(
                        "message %d: %d octets, of which the last %d are just those that were sent"
                                .formatted(number, message.length, match.length));
            }
            pop3.quit();
        }
        notes.expect(sent.isEmpty(), "every message that was sent", sent.size() + " are missing");
    }

    private void lookAgain(Notes notes) throws IOException, StepFailed {
        List<Path> files = newAndCurrent();
        notes.expect(files.isEmpty(), "no files in new and cur", files);
        notes.say("new and cur below " + home() + " are empty");
    }

    private void killMx(Notes notes) throws IOException, StepFailed, InterruptedException {
        NodeProcess node = cluster.node("mx-1");
        node.kill();
        notes.say("process %d (mx-1) is killed".formatted(node.pid()));
        send(notes, "mx-2");
        collect(notes, "pop3-2");
    }

    private void startAgain(Notes notes) throws IOException, StepFailed, InterruptedException {
        for (String name : List.of("mx-1", "pop3-1")) {
            cluster.start(cluster.node(name));
        }
        cluster.awaitReady();
        send(notes, "mx-1");
        collect(notes, "pop3-1");
        lookAgain(notes);
    }

    private Pop3Client logIn(NodeProcess node) throws IOException {
        Pop3Client pop3 = new Pop3Client(node.address(), WAIT);
        try {
            pop3.startTls(trust, node.name() + "." + NodePlan.DOMAIN);
            pop3.logIn(LOGIN, password);
            return pop3;
        } catch (IOException e) {
            pop3.close();
            throw e;
        }
    }

    private SmtpClient.Reply rcpt(String node, String recipient) throws IOException {
        try (SmtpClient smtp =
                new SmtpClient(cluster.node(node).address(), "client.sender.example", WAIT)) {
            smtp.mailFrom(SENDER);
            SmtpClient.Reply reply = smtp.rcptTo(recipient);
            smtp.quit();
            return reply;
        }
    }

    /** Types an administration command and shows it as an operator would see it. */
    private void type(Notes notes, String... words) throws StepFailed {
        List<String> typed = Arrays.asList(words);
        notes.say("$ mailstead " + Shown.words(typed));
        Operator.Outcome outcome = type(typed);
        notes.say(outcome.output());
        notes.expect(outcome.status() == 0, "exit status 0", outcome.status());
    }

    private Operator.Outcome type(List<String> words) {
        List<String> typed = new ArrayList<>(words);
        typed.addAll(List.of("--config", cluster.administration().toString()));
        return operator.type(typed);
    }

    private Path home() {
        return cluster.folder().resolve("mail1").resolve(Path.of("12", "34", LOGIN));
    }

    private Path newFolder() {
        return home().resolve("new");
    }

    private List<Path> newFiles() throws IOException {
        return list(newFolder());
    }

    private List<Path> newAndCurrent() throws IOException {
        List<Path> files = new ArrayList<>(newFiles());
        files.addAll(list(home().resolve("cur")));
        return files;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /**
     * Whether a stored message is the sent one behind trace fields only (RFC 5321 section 4.4): the
     * ends are the same octets, and all before is whole header fields of ours. Files may keep bare
     * LF line ends.
     */
    static boolean holds(byte[] stored, byte[] message) {
        byte[] received = crlf(stored);
        int prefix = received.length - message.length;
        if (prefix <= 0
                || !Arrays.equals(received, prefix, received.length, message, 0, message.length)) {
            return false;
        }
        String trace = new String(received, 0, prefix, StandardCharsets.UTF_8);
        return trace.startsWith("Return-Path: <" + SENDER + ">\r\n")
                && trace.contains("\r\nReceived: from ")
                && trace.endsWith("\r\n")
                && !trace.contains("\r\n\r\n");
    }

    private static byte[] crlf(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * A small message with what is easily damaged on the way: leading dots, 8-bit text, trailing
     * space, empty lines.
     */
    private byte[] message(String node) {
        return """
        From: Golde <%s>
        To: Tevie <%s>
        Subject: Through %s, number %d
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        . a line that begins with a dot
        ..and one with two
        .
        8-bit text: שלום, Grüße, and a blank at the end:\s

        That was all.
        """
                .formatted(SENDER, TEVIE, node, System.nanoTime())
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}

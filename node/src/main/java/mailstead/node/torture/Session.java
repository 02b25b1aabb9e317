package mailstead.node.torture;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.node.client.ImapClient;
import mailstead.node.torture.Ledger.FolderKey;
import mailstead.node.torture.Ledger.Outcome;
import mailstead.node.torture.Ledger.Seen;

/** One IMAP session of the torture: the client, and what its answers mean. */
final class Session implements Closeable {

    private static final Pattern UID = Pattern.compile("\\bUID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("\\bFLAGS \\(([^)]*)\\)");
    private static final Pattern MAILBOX_ID = Pattern.compile("\\[MAILBOXID \\(([^)]+)\\)]");
    private static final Pattern APPEND_UID = Pattern.compile("\\[APPENDUID (\\d+) (\\d+)]");
    private static final Pattern COPY_UID = Pattern.compile("\\[COPYUID (\\d+) (\\d+) (\\d+)]");

    /** Answers that leave open whether something happened. */
    private static final Pattern DOUBT =
            Pattern.compile("^\\[(UNAVAILABLE|SERVERBUG|INUSE|LIMIT|CONTACTADMIN)");

    private final ImapClient client;

    Session(InetSocketAddress place, String login, String password, Duration limit)
            throws IOException {
        client = new ImapClient(place, limit);
        try {
            client.logIn(login, password);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    ImapClient client() {
        return client;
    }

    /** A folder as it was when it was selected. */
    record Selected(FolderKey key, long uidNext, long exists) {}

    /** Empty if there is no such folder. */
    Optional<Selected> select(String folder) throws IOException {
        ImapClient.Completion completion = client.attempt("SELECT \"" + folder + "\"");
        if (!completion.isOk()) {
            if (outcome(completion) == Outcome.UNKNOWN) {
                throw new IOException("SELECT: " + completion);
            }
            return Optional.empty();
        }
        String id =
                completion.untagged().stream()
                        .map(response -> MAILBOX_ID.matcher(response.text()))
                        .filter(Matcher::find)
                        .map(found -> found.group(1))
                        .findFirst()
                        .orElseThrow(() -> new IOException("SELECT tells no MAILBOXID"));
        long exists =
                completion.untagged().stream()
                        .map(ImapClient.Response::text)
                        .filter(text -> text.endsWith(" EXISTS"))
                        .mapToLong(text -> Long.parseLong(text.split(" ", -1)[1]))
                        .findFirst()
                        .orElse(0);
        return Optional.of(
                new Selected(
                        new FolderKey(id, completion.code("UIDVALIDITY").orElseThrow()),
                        completion.code("UIDNEXT").orElseThrow(),
                        exists));
    }

    /** All messages of the selected folder that are of this run. */
    List<Seen> all() throws IOException {
        List<Seen> all = new ArrayList<>();
        String wanted = "UID FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])";
        for (ImapClient.Response response : client.command(wanted).all("FETCH")) {
            seen(response).ifPresent(all::add);
        }
        return all;
    }

    /** What a FETCH response with UID, FLAGS and a header or body says. */
    static Optional<Seen> seen(ImapClient.Response response) {
        Matcher uid = UID.matcher(response.text());
        Matcher flags = FLAGS.matcher(response.text());
        if (!uid.find() || !flags.find() || response.literals().isEmpty()) {
            return Optional.empty();
        }
        Set<String> keywords = new HashSet<>();
        for (String word : flags.group(1).split(" ", -1)) {
            if (!word.isEmpty() && !word.startsWith("\\")) {
                keywords.add(word);
            }
        }
        return TestMessage.of(response.literals().getFirst())
                .map(message -> new Seen(Long.parseLong(uid.group(1)), message.token(), keywords));
    }

    static Outcome outcome(ImapClient.Completion completion) {
        if (completion.isOk()) {
            return Outcome.DONE;
        }
        return DOUBT.matcher(completion.text()).find() ? Outcome.UNKNOWN : Outcome.REFUSED;
    }

    /** The UID that APPENDUID (RFC 9051 section 7.1) tells, with UIDVALIDITY before it. */
    static Optional<long[]> appendUid(ImapClient.Completion completion) {
        Matcher found = APPEND_UID.matcher(completion.text());
        return found.find()
                ? Optional.of(
                        new long[] {Long.parseLong(found.group(1)), Long.parseLong(found.group(2))})
                : Optional.empty();
    }

    /** UIDVALIDITY, source and target of a COPYUID with one message, wherever it stands. */
    static Optional<long[]> copyUid(ImapClient.Completion completion) {
        List<String> texts = new ArrayList<>(List.of(completion.text()));
        completion.untagged().forEach(response -> texts.add(response.text()));
        for (String text : texts) {
            Matcher found = COPY_UID.matcher(text);
            if (found.find()) {
                return Optional.of(
                        new long[] {
                            Long.parseLong(found.group(1)),
                            Long.parseLong(found.group(2)),
                            Long.parseLong(found.group(3))
                        });
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}

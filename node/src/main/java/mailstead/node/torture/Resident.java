package mailstead.node.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.node.client.ImapClient;

/**
 * A client that stays in one folder and numbers its messages as the server's responses tell it to
 * (RFC 9051 section 2.3.1.2): whenever it asks, each number must name the message it thinks it
 * does. Confined to its thread.
 */
final class Resident implements Runnable {

    private static final Pattern NUMBERED = Pattern.compile("^\\* (\\d+) (EXISTS|EXPUNGE|FETCH)");
    private static final Pattern UID = Pattern.compile("\\bUID (\\d+)");
    private static final int QUESTIONS = 20;

    /** The UID of a message that is there and whose UID it has not been told yet. */
    private static final long UNTOLD = 0;

    private final Places places;
    private final int accounts;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final BooleanSupplier isOver;

    Resident(
            Places places,
            int accounts,
            RandomGenerator random,
            Ledger ledger,
            BooleanSupplier isOver) {
        this.places = places;
        this.accounts = accounts;
        this.random = random;
        this.ledger = ledger;
        this.isOver = isOver;
    }

    @Override
    public void run() {
        while (!isOver.getAsBoolean()) {
            try {
                stay();
            } catch (IOException _) {
                // Its node died: it looks for another one.
            }
        }
    }

    private void stay() throws IOException {
        int account = random.nextInt(accounts);
        try (Session session =
                new Session(
                        places.imap().get(random.nextInt(places.imap().size())),
                        Actor.login(account),
                        Actor.PASSWORD,
                        Actor.LIMIT)) {
            String folder = Actor.FOLDERS.get(random.nextInt(Actor.FOLDERS.size()));
            Optional<Session.Selected> selected = session.select(folder);
            if (selected.isEmpty()) {
                return;
            }
            List<Long> uids = new ArrayList<>();
            for (long i = 0; i < selected.get().exists(); i++) {
                uids.add(UNTOLD);
            }
            for (int i = 0; i < QUESTIONS && !isOver.getAsBoolean(); i++) {
                ask(session, folder, uids);
            }
        }
    }

    private void ask(Session session, String folder, List<Long> uids) throws IOException {
        follow(session.client().command("NOOP"), folder, uids);
        if (!uids.isEmpty()) {
            ImapClient.Completion all =
                    session.client().attempt("FETCH 1:%d (UID)".formatted(uids.size()));
            follow(all, folder, uids);
        }
        ledger.operation();
    }

    private void follow(ImapClient.Completion completion, String folder, List<Long> uids) {
        for (ImapClient.Response response : completion.untagged()) {
            Matcher numbered = NUMBERED.matcher(response.text());
            if (numbered.find()) {
                int number = Integer.parseInt(numbered.group(1));
                switch (numbered.group(2)) {
                    case "EXISTS" -> exists(number, folder, uids);
                    case "EXPUNGE" -> expunged(number, folder, uids);
                    default -> fetched(number, response.text(), folder, uids);
                }
            }
        }
    }

    private void exists(int count, String folder, List<Long> uids) {
        if (count < uids.size()) {
            ledger.violation(
                    "EXISTS of %s fell from %d to %d without EXPUNGE"
                            .formatted(folder, uids.size(), count));
        }
        while (uids.size() < count) {
            uids.add(UNTOLD);
        }
    }

    private void expunged(int number, String folder, List<Long> uids) {
        if (number < 1 || number > uids.size()) {
            ledger.violation(
                    "EXPUNGE %d of %s, which has %d messages"
                            .formatted(number, folder, uids.size()));
        } else {
            uids.remove(number - 1);
        }
    }

    private void fetched(int number, String text, String folder, List<Long> uids) {
        Matcher uid = UID.matcher(text);
        if (number < 1 || number > uids.size()) {
            ledger.violation(
                    "FETCH %d of %s, which has %d messages".formatted(number, folder, uids.size()));
        } else if (uid.find()) {
            long told = Long.parseLong(uid.group(1));
            long before = uids.get(number - 1);
            if (before != UNTOLD && before != told) {
                ledger.violation(
                        "number %d of %s was UID %d and is UID %d without EXPUNGE"
                                .formatted(number, folder, before, told));
            }
            uids.set(number - 1, told);
        }
    }
}

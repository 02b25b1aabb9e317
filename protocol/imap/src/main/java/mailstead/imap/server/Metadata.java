package mailstead.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Command.GetMetadata.Depth;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode;
import mailstead.mail.MailException;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;

/** GETMETADATA and SETMETADATA (RFC 5464 section 4). */
final class Metadata {

    private final Client client;
    private final UserMailboxes mailboxes;

    Metadata(Client client, UserMailboxes mailboxes) {
        this.client = client;
        this.mailboxes = mailboxes;
    }

    Answer answer(Command.OfAnnotations command) throws MailException, IOException {
        return switch (command) {
            case Command.GetMetadata wanted -> get(wanted);
            case Command.SetMetadata changes -> set(changes);
        };
    }

    private Answer get(Command.GetMetadata command) throws MailException, IOException {
        return switch (mailboxes.annotations(command.mailbox().map(MailboxName::text))) {
            case Outcome.Refused<SortedMap<String, byte[]>>(Refusal why) -> Failures.refused(why);
            case Outcome.Done<SortedMap<String, byte[]>>(var values) -> tell(command, values);
        };
    }

    private Answer tell(Command.GetMetadata command, SortedMap<String, byte[]> values)
            throws IOException {
        Map<String, Optional<byte[]>> chosen = chosen(command, values);
        long octetsMax = command.maxSize().orElse(Long.MAX_VALUE);
        OptionalLong largest =
                chosen.values().stream()
                        .mapToLong(value -> value.map(octets -> octets.length).orElse(0))
                        .filter(octets -> octets > octetsMax)
                        .max();
        chosen.values().removeIf(value -> value.isPresent() && value.get().length > octetsMax);
        if (!chosen.isEmpty()) {
            client.send(new Response.Metadata(command.mailbox(), chosen));
        }
        return largest.isPresent()
                ? Answer.ok(
                        new ResponseCode.MetadataLongEntries(largest.getAsLong()),
                        "some are longer than wanted")
                : Answer.ok("that is all");
    }

    /** By name; what was asked for by its very name and is not there is absent. */
    private static Map<String, Optional<byte[]>> chosen(
            Command.GetMetadata command, SortedMap<String, byte[]> values) {
        Map<String, Optional<byte[]>> chosen = new TreeMap<>();
        List<String> wanted = command.entries();
        if (command.depth() == Depth.ZERO) {
            wanted.forEach(entry -> chosen.put(entry, Optional.empty()));
        }
        values.forEach((entry, value) -> {
            if (wanted.contains(entry)
                    || wanted.stream().anyMatch(above -> isBelow(above, entry, command.depth()))) {
                chosen.put(entry, Optional.of(value));
            }
        });
        return chosen;
    }

    private static boolean isBelow(String above, String entry, Depth depth) {
        if (!entry.startsWith(above + "/")) {
            return false;
        }
        return switch (depth) {
            case ZERO -> false;
            case ONE -> entry.indexOf('/', above.length() + 1) < 0;
            case INFINITY -> true;
        };
    }

    private Answer set(Command.SetMetadata command) throws MailException {
        Optional<Refusal> refusal =
                mailboxes.annotate(command.mailbox().map(MailboxName::text), command.entries());
        return refusal.isPresent() ? Failures.refused(refusal.get()) : Answer.ok("changed");
    }
}

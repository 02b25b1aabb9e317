package mailstead.node.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.node.api.Office;
import mailstead.node.config.NodeConfig;
import mailstead.service.provisioning.Answer;
import mailstead.service.provisioning.Answer.Why;
import mailstead.service.provisioning.Operation;
import mailstead.service.provisioning.Order;
import mailstead.service.provisioning.Problem;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Volume;

/** Has things done at the office and puts refusals in words. Confined to one command. */
final class Clerk {

    private static final int PAGE = 500;

    /** Somebody else changes the same thing all the time. */
    private static final int ATTEMPTS_MAX = 10;

    private final Office office;
    private final Mounts mounts;
    private final boolean isElsewhere;
    private final boolean hasPostmasterForAll;

    /**
     * @param mapped where volumes are mounted on this machine, if elsewhere than the directory says
     */
    private Clerk(
            Office office,
            Map<String, Path> mapped,
            boolean isElsewhere,
            boolean hasPostmasterForAll) {
        this.office = office;
        this.mounts = new Mounts(this::volumes, mapped);
        this.isElsewhere = isElsewhere;
        this.hasPostmasterForAll = hasPostmasterForAll;
    }

    /** At an office whose configuration is known. */
    static Clerk of(Office office, NodeConfig config) {
        return new Clerk(office, config.volumes(), false, config.postmaster().isPresent());
    }

    /** At an office on another machine. */
    static Clerk elsewhere(Office office) {
        return new Clerk(office, Map.of(), true, false);
    }

    /** Whether, as far as is known, somebody reads the postmaster's mail of all domains. */
    boolean hasPostmasterForAll() {
        return hasPostmasterForAll;
    }

    /** Whether the directory is another machine's business. */
    boolean isElsewhere() {
        return isElsewhere;
    }

    Mounts mounts() {
        return mounts;
    }

    /** What becomes of a thing, as a merge patch on what is there (RFC 7396 section 2). */
    @FunctionalInterface
    interface Revision {
        Fields of(Fields before) throws MailException, Conflict;
    }

    Optional<Fields> find(Kind kind, String key) throws MailException, Conflict {
        try {
            return Optional.of(office.read(kind.resource(), key).document());
        } catch (Office.Refusal refusal) {
            if (refusal.answer().why() == Why.NOT_FOUND) {
                return Optional.empty();
            }
            throw inWords(refusal, kind, key);
        }
    }

    /** What must be there. */
    Fields found(Kind kind, String key) throws MailException, Conflict {
        Optional<Fields> found = find(kind, key);
        return found.orElseThrow(() -> missing(kind, key));
    }

    List<Fields> all(Kind kind) throws MailException, Conflict {
        return all(kind, Optional.empty(), Optional.empty());
    }

    List<Fields> ofCustomer(Kind kind, String customerId) throws MailException, Conflict {
        return all(kind, Optional.of(customerId), Optional.empty());
    }

    List<Fields> ofAccount(Kind kind, String login) throws MailException, Conflict {
        return all(kind, Optional.empty(), Optional.of(login));
    }

    private List<Fields> all(Kind kind, Optional<String> customerId, Optional<String> account)
            throws MailException, Conflict {
        try {
            return pages(kind, customerId, account);
        } catch (Office.Refusal refusal) {
            throw inWords(refusal, kind, "");
        }
    }

    private List<Fields> pages(Kind kind, Optional<String> customerId, Optional<String> account)
            throws MailException, Office.Refusal {
        List<Fields> all = new ArrayList<>();
        String cursor = "";
        do {
            Office.Sheet sheet = page(kind, customerId, account, cursor, PAGE);
            all.addAll(sheet.items());
            // A server that turns in a circle is not followed.
            cursor = sheet.items().isEmpty() || sheet.next().equals(cursor) ? "" : sheet.next();
        } while (!cursor.isEmpty());
        return all;
    }

    /** Two of a kind, one or none. */
    List<Fields> some(Kind kind) throws MailException, Conflict {
        try {
            return page(kind, Optional.empty(), Optional.empty(), "", 2).items();
        } catch (Office.Refusal refusal) {
            throw inWords(refusal, kind, "");
        }
    }

    private Office.Sheet page(
            Kind kind,
            Optional<String> customerId,
            Optional<String> account,
            String cursor,
            int limit)
            throws MailException, Office.Refusal {
        return office.list(
                kind.resource(),
                new Order.Listing(
                        account,
                        customerId,
                        Optional.<DomainName>empty(),
                        Optional.empty(),
                        "",
                        cursor,
                        limit));
    }

    Fields create(Kind kind, Fields document) throws MailException, Conflict {
        try {
            return office.change(
                            kind.resource(),
                            new Order(
                                    Operation.CREATE,
                                    "",
                                    document,
                                    Optional.empty(),
                                    Optional.empty()))
                    .document();
        } catch (Office.Refusal refusal) {
            throw inWords(refusal, kind, "");
        }
    }

    /** A thing before and after. */
    record Revised(Fields before, Fields after) {}

    /** Reads it, and changes what was read; when somebody was faster, again. */
    Revised change(Kind kind, String key, Revision revision) throws MailException, Conflict {
        for (int attempt = 1; ; attempt++) {
            try {
                Office.Entry before = office.read(kind.resource(), key);
                Office.Entry after =
                        office.change(
                                kind.resource(),
                                new Order(
                                        Operation.CHANGE,
                                        key,
                                        revision.of(before.document()),
                                        Optional.of(Set.of(before.etag())),
                                        Optional.empty()));
                return new Revised(before.document(), after.document());
            } catch (Office.Refusal refusal) {
                boolean isAgain =
                        refusal.answer().why() == Why.PRECONDITION_FAILED && attempt < ATTEMPTS_MAX;
                if (!isAgain) {
                    throw inWords(refusal, kind, key);
                }
            }
        }
    }

    /** Asks whether it answers. */
    Fields ping(Kind kind, String key) throws MailException, Conflict {
        try {
            return office.change(
                            kind.resource(),
                            new Order(
                                    Operation.PING,
                                    key,
                                    Fields.EMPTY,
                                    Optional.empty(),
                                    Optional.empty()))
                    .document();
        } catch (Office.Refusal refusal) {
            throw inWords(refusal, kind, key);
        }
    }

    /** Whatever it is by now. */
    void remove(Kind kind, String key) throws MailException, Conflict {
        try {
            office.change(
                    kind.resource(),
                    new Order(
                            Operation.REMOVE,
                            key,
                            Fields.EMPTY,
                            Optional.of(Set.of(Order.ANY)),
                            Optional.empty()));
        } catch (Office.Refusal refusal) {
            throw inWords(refusal, kind, key);
        }
    }

    /** None for who may not see them. */
    private List<Volume> volumes() throws MailException, Conflict {
        try {
            return pages(Kind.VOLUME, Optional.empty(), Optional.empty()).stream()
                    .map(volume ->
                            new Volume(
                                    volume.text("name").orElse(""),
                                    volume.text("folder").orElse(""),
                                    volume.text("markerId").orElse(""),
                                    0))
                    .toList();
        } catch (Office.Refusal refusal) {
            if (refusal.answer().why() == Why.FORBIDDEN) {
                return List.of();
            }
            throw inWords(refusal, Kind.VOLUME, "");
        }
    }

    private static Conflict missing(Kind kind, String key) {
        return new Conflict("no such " + kind.noun() + ": " + key);
    }

    /** Every wrong field by its name. */
    private static Conflict inWords(Office.Refusal refusal, Kind kind, String key) {
        Answer.Refused answer = refusal.answer();
        if (answer.why() == Why.NOT_FOUND && !key.isEmpty()) {
            return missing(kind, key);
        }
        boolean areFieldsWrong = answer.why() == Why.INVALID || answer.why() == Why.FORBIDDEN;
        return new Conflict(
                areFieldsWrong && !answer.problems().isEmpty()
                        ? String.join("; ", answer.problems().stream().map(Clerk::inWords).toList())
                        : answer.detail());
    }

    private static String inWords(Problem problem) {
        String field =
                problem.pointer().replaceFirst("^/", "").replace("~1", "/").replace("~0", "~");
        return field.isEmpty() ? problem.detail() : field + ": " + problem.detail();
    }
}

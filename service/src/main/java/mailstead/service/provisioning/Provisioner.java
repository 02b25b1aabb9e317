package mailstead.service.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import mailstead.mail.MailException;
import mailstead.service.password.PasswordHashes;
import mailstead.service.provisioning.Answer.Done;
import mailstead.service.provisioning.Answer.Refused;
import mailstead.service.provisioning.Answer.Why;
import mailstead.service.provisioning.Preparation.Turn;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.Desk;
import mailstead.spi.KeptAnswer;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Registry;
import mailstead.spi.Registry.Decision;
import mailstead.spi.Status;

/**
 * Does what callers ask for, if they may and it makes sense. Shared.
 *
 * <p>Each change is one transaction: what is expected of the thing is compared, the thing is
 * changed, who did it is noted and the answer is kept, or nothing of all that happens. What takes
 * time (hashing, choosing a volume) is done before the transaction begins.
 */
public final class Provisioner {

    /** How long a request's name is remembered. */
    private static final Duration KEPT_FOR = Duration.ofDays(1);

    /** A longer list goes on at its cursor. */
    private static final int LIST_CHARACTERS_MAX = 4_000_000;

    private static final String EVERYTHING = "";

    private final Registry registry;
    private final Preparation preparation;
    private final InstantSource clock;
    private final boolean appointsPostmasters;
    private final Seal seal;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** One that appoints no postmasters. */
    public Provisioner(
            Registry registry,
            PasswordHashes hashes,
            Homes homes,
            InstantSource clock,
            RandomGenerator random) {
        this(registry, hashes, homes, clock, random, false);
    }

    /**
     * @param appointsPostmasters whether the first account in a domain reads its postmaster's mail
     *     until another is named; not where somebody does for all domains
     */
    public Provisioner(
            Registry registry,
            PasswordHashes hashes,
            Homes homes,
            InstantSource clock,
            RandomGenerator random,
            boolean appointsPostmasters) {
        this.registry = registry;
        this.preparation = new Preparation(registry, hashes, homes, clock, random);
        this.clock = clock;
        this.appointsPostmasters = appointsPostmasters;
        this.seal = new Seal(random);
    }

    /**
     * A list, sorted by key, or by age where the kind says so.
     *
     * @return {@code {"items":[...],"next":"cursor"}}; no {@code next} at the end
     */
    public Answer list(Caller caller, Resource<?> resource, Order.Listing listing)
            throws MailException {
        Optional<Refused> refused = refuse(caller, resource, Operation.LIST);
        if (refused.isPresent()) {
            return refused.get();
        }
        Optional<String> after = after(listing.cursor());
        if (after.isEmpty()) {
            return new Refused(
                    Why.INVALID,
                    "the cursor is not one of ours",
                    List.of(new Problem("/cursor", "is not one of ours")));
        }
        if (resource.filters().contains(Resource.ACCOUNT) && listing.account().isEmpty()) {
            return new Refused(
                    Why.INVALID,
                    "this list is of one account",
                    List.of(new Problem("/account", "is needed")));
        }
        return page(caller, resource, listing, after.get());
    }

    private <T> Answer page(
            Caller caller, Resource<T> resource, Order.Listing listing, String after)
            throws MailException {
        int limit = Math.min(listing.limit(), resource.pageMax());
        Page page =
                new Page(
                        customers(caller, listing),
                        listing.domain(),
                        listing.status().map(word -> Words.read(Status.values(), word)),
                        listing.account().orElse(listing.prefix()),
                        after,
                        limit + 1);
        List<T> found = registry.look(desk -> resource.page(desk, page));
        StringBuilder json = new StringBuilder("{\"items\":[");
        int shown = 0;
        while (shown < Math.min(limit, found.size())
                && (shown == 0 || json.length() < LIST_CHARACTERS_MAX)) {
            json.append(shown == 0 ? "" : ",").append(resource.show(found.get(shown)).json());
            shown++;
        }
        json.append(']');
        // A kind may give less than what was asked for, though there is more: then only an empty
        // page is the end.
        boolean isMore = shown < found.size() || shown > 0 && resource.mayBeCut() && shown < limit;
        if (isMore && shown > 0) {
            json.append(",\"next\":\"")
                    .append(cursor(resource.cursor(found.get(shown - 1))))
                    .append('"');
        }
        return new Done(Operation.LIST, EVERYTHING, "", json.append('}').toString(), false);
    }

    private static Optional<Set<String>> customers(Caller caller, Order.Listing listing) {
        if (listing.customerId().isEmpty()) {
            return caller.customers();
        }
        return Optional.of(
                caller.mayTouch(listing.customerId())
                        ? Set.of(listing.customerId().get())
                        : Set.of());
    }

    private static String cursor(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when it was never a cursor. */
    private static Optional<String> after(String cursor) {
        try {
            String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return Optional.of(key).filter(DocumentCheck::isPlain);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Reads one thing. */
    public Answer read(Caller caller, Resource<?> resource, String key) throws MailException {
        Optional<Refused> refused = refuse(caller, resource, Operation.READ);
        return refused.isPresent() ? refused.get() : one(caller, resource, key);
    }

    private <T> Answer one(Caller caller, Resource<T> resource, String key) throws MailException {
        Optional<T> found = registry.look(desk -> visible(desk, caller, resource, key));
        return found.<Answer>map(entry -> done(resource, Operation.READ, entry, Fields.EMPTY))
                .orElseGet(() -> missing(resource));
    }

    /** Changes something; see {@link Order}. */
    public Answer change(Caller caller, Resource<?> resource, Order request) throws MailException {
        Optional<Refused> refused = refuse(caller, resource, request.operation());
        if (refused.isPresent()) {
            return refused.get();
        }
        if (request.once().isEmpty()) {
            return make(caller, resource, request);
        }
        String turn = caller.tokenId() + " " + request.once().get().key();
        if (!busy.add(turn)) {
            return Refused.of(
                    Why.KEY_BUSY, "a request with this Idempotency-Key is being worked on");
        }
        try {
            Optional<Answer> kept = registry.look(desk -> kept(desk, caller, request.once().get()));
            return kept.isPresent() ? kept.get() : make(caller, resource, request);
        } finally {
            busy.remove(turn);
        }
    }

    private <T> Answer make(Caller caller, Resource<T> resource, Order request)
            throws MailException {
        DocumentCheck check = new DocumentCheck(resource.fields(), caller.level());
        Draft.Prepared prepared = preparation.prepare(caller, resource, request, check, Turn.ALONE);
        try {
            return registry.together(desk -> {
                Answer answer = decide(desk, caller, resource, request, prepared, check);
                return answer instanceof Done ? Decision.keep(answer) : Decision.undo(answer);
            });
        } catch (Conflict conflict) {
            return Refused.of(Why.CONFLICT, String.valueOf(conflict.getMessage()));
        }
    }

    // Many at once

    /**
     * Does many changes; see {@link BulkImport}. Results come in the order of the lines: one by one
     * while lines are changes of their own, otherwise when all is decided.
     *
     * @param working told before each line, for those who wait
     * @throws MailException also in the middle of lines that are changes of their own: those whose
     *     results were told are done
     */
    public void run(
            Caller caller, BulkImport job, Runnable working, Consumer<BulkImport.Result> told)
            throws MailException {
        new BulkRun(this, registry, preparation, caller, working).run(job, told);
    }

    /** Within a transaction: what it was done before, if so, or else does it. */
    <T> Answer decide(
            Desk desk,
            Caller caller,
            Resource<T> resource,
            Order request,
            Draft.Prepared prepared,
            DocumentCheck check)
            throws MailException, Conflict {
        if (request.once().isPresent()) {
            Optional<Answer> kept = kept(desk, caller, request.once().get());
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        if (caller.level() == Level.CUSTOMER && isSuspended(desk, caller)) {
            return Refused.of(Why.FORBIDDEN, "the customer is suspended, and may only look");
        }
        Answer answer =
                request.operation() == Operation.CREATE
                        ? create(desk, caller, resource, request, prepared, check)
                        : alter(desk, caller, resource, request, prepared, check);
        if (answer instanceof Done done && request.once().isPresent()) {
            keep(desk, caller, request.once().get(), done);
        }
        return answer;
    }

    private <T> Answer create(
            Desk desk,
            Caller caller,
            Resource<T> resource,
            Order request,
            Draft.Prepared prepared,
            DocumentCheck check)
            throws MailException, Conflict {
        check.admit(request.body(), Optional.empty());
        Fields document = Fields.EMPTY.merged(request.body());
        check.shapes(document);
        Optional<T> made =
                check.problems().isEmpty()
                        ? resource.read(
                                new Draft(document, prepared, caller, desk, check),
                                Optional.empty())
                        : Optional.empty();
        if (!check.problems().isEmpty() || made.isEmpty()) {
            return invalid(check);
        }
        T entry = made.get();
        if (resource.find(desk, resource.key(entry)).isPresent()) {
            return new Refused(
                    Why.CONFLICT,
                    resource.noun() + " " + resource.key(entry) + " exists already",
                    List.of(new Problem(Problem.token(resource.keyField()), "exists already")));
        }
        resource.add(desk, entry);
        T stored = resource.find(desk, resource.key(entry)).orElseThrow();
        note(desk, caller, resource, request.operation(), Optional.empty(), Optional.of(stored));
        if (appointsPostmasters && stored instanceof Account account) {
            Postmasters.appoint(desk, caller, account, clock.instant());
        }
        return done(resource, Operation.CREATE, stored, resource.shownOnce(stored, prepared));
    }

    private <T> Answer alter(
            Desk desk,
            Caller caller,
            Resource<T> resource,
            Order request,
            Draft.Prepared prepared,
            DocumentCheck check)
            throws MailException, Conflict {
        Optional<T> found = visible(desk, caller, resource, request.key());
        if (found.isEmpty()) {
            return missing(resource);
        }
        T before = found.get();
        Optional<Refused> unexpected = expected(resource, before, request);
        if (unexpected.isPresent()) {
            return unexpected.get();
        }
        return switch (request.operation()) {
            case CHANGE -> patch(desk, caller, resource, request, prepared, check, before);
            case REMOVE -> {
                resource.remove(desk, before);
                note(desk, caller, resource, Operation.REMOVE, found, Optional.empty());
                yield new Done(Operation.REMOVE, resource.key(before), "", "", false);
            }
            case SUSPEND -> status(desk, caller, resource, request, before, Status.SUSPENDED);
            case RESUME -> status(desk, caller, resource, request, before, Status.ACTIVE);
            case PING -> {
                resource.ping(desk, before);
                yield done(
                        resource,
                        Operation.PING,
                        resource.find(desk, resource.key(before)).orElseThrow(),
                        Fields.EMPTY);
            }
            case LIST, READ, CREATE -> throw new IllegalStateException("not a change of anything");
        };
    }

    /** A changed thing must be the one that was read; a status may be set whatever was before. */
    private static <T> Optional<Refused> expected(Resource<T> resource, T before, Order request) {
        Optional<Set<String>> wanted = request.ifMatch();
        boolean isStatus =
                switch (request.operation()) {
                    case SUSPEND, RESUME, PING -> true;
                    case LIST, READ, CREATE, CHANGE, REMOVE -> false;
                };
        if (wanted.isEmpty()) {
            return isStatus
                    ? Optional.empty()
                    : Optional.of(
                            Refused.of(
                                    Why.PRECONDITION_REQUIRED,
                                    "say with If-Match what is to be changed: the ETag of what you read"));
        }
        boolean isAsWanted =
                wanted.get().contains(Order.ANY)
                        || wanted.get().contains(Digest.etag(resource.state(before)));
        return isAsWanted
                ? Optional.empty()
                : Optional.of(
                        Refused.of(
                                Why.PRECONDITION_FAILED,
                                "this " + resource.noun() + " has changed since; read it again"));
    }

    private <T> Answer patch(
            Desk desk,
            Caller caller,
            Resource<T> resource,
            Order request,
            Draft.Prepared prepared,
            DocumentCheck check,
            T before)
            throws MailException, Conflict {
        Fields now = resource.show(before);
        check.admit(request.body(), Optional.of(now));
        Fields document = now.merged(request.body());
        check.shapes(document);
        Optional<T> made =
                check.problems().isEmpty()
                        ? resource.read(
                                new Draft(document, prepared, caller, desk, check),
                                Optional.of(before))
                        : Optional.empty();
        if (!check.problems().isEmpty() || made.isEmpty()) {
            return invalid(check);
        }
        resource.set(desk, made.get());
        return altered(desk, caller, resource, request.operation(), before);
    }

    private <T> Answer status(
            Desk desk, Caller caller, Resource<T> resource, Order request, T before, Status status)
            throws MailException, Conflict {
        resource.set(desk, resource.withStatus(before, status));
        return altered(desk, caller, resource, request.operation(), before);
    }

    private <T> Answer altered(
            Desk desk, Caller caller, Resource<T> resource, Operation operation, T before)
            throws MailException {
        T after = resource.find(desk, resource.key(before)).orElseThrow();
        note(desk, caller, resource, operation, Optional.of(before), Optional.of(after));
        return done(resource, operation, after, Fields.EMPTY);
    }

    private static Refused invalid(DocumentCheck check) {
        return new Refused(
                check.isForbidden() ? Why.FORBIDDEN : Why.INVALID,
                check.isForbidden()
                        ? "this token may not set some of the fields"
                        : "some fields are wrong",
                check.problems());
    }

    private static Refused missing(Resource<?> resource) {
        return Refused.of(Why.NOT_FOUND, "there is no such " + resource.noun());
    }

    static Optional<Refused> refuse(Caller caller, Resource<?> resource, Operation operation) {
        Level least = resource.least(operation);
        return caller.level().includes(least)
                ? Optional.empty()
                : Optional.of(
                        Refused.of(
                                Why.FORBIDDEN,
                                "this needs a token of scope " + least.word() + " or above"));
    }

    /** What is somebody else's is as if it did not exist. */
    static <T> Optional<T> visible(Desk desk, Caller caller, Resource<T> resource, String key)
            throws MailException {
        return resource.find(desk, key).filter(entry -> caller.mayTouch(resource.customer(entry)));
    }

    private static boolean isSuspended(Desk desk, Caller caller) throws MailException {
        for (String customerId : caller.customers().orElse(Set.of())) {
            Optional<Customer> customer = desk.findCustomer(customerId);
            if (customer.isEmpty() || customer.get().status() == Status.SUSPENDED) {
                return true;
            }
        }
        return false;
    }

    private static <T> Done done(
            Resource<T> resource, Operation operation, T entry, Fields shownOnce) {
        return new Done(
                operation,
                resource.key(entry),
                Digest.etag(resource.state(entry)),
                resource.show(entry).merged(shownOnce).json(),
                false);
    }

    private <T> void note(
            Desk desk,
            Caller caller,
            Resource<T> resource,
            Operation operation,
            Optional<T> before,
            Optional<T> after) {
        Notes.note(desk, caller, resource, operation, before, after, clock.instant());
    }

    // Requests that come again

    private Optional<Answer> kept(Desk desk, Caller caller, Order.Once once) {
        Optional<KeptAnswer> kept =
                desk.findAnswer(caller.tokenId(), Digest.of(once.key()))
                        .filter(answer -> answer.at().plus(KEPT_FOR).isAfter(clock.instant()));
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        if (!kept.get().requestDigest().equals(once.fingerprint())) {
            return Optional.of(
                    Refused.of(
                            Why.KEY_REUSED, "this Idempotency-Key was used for another request"));
        }
        return Optional.of(
                KeptText.read(seal.open(caller.sealingKey(), once.key(), kept.get().sealed())));
    }

    private void keep(Desk desk, Caller caller, Order.Once once, Done done) {
        if (desk.findToken(caller.tokenId()).isEmpty()) {
            // It has removed itself, and cannot come again.
            return;
        }
        desk.forgetAnswers(clock.instant().minus(KEPT_FOR));
        desk.keep(
                new KeptAnswer(
                        caller.tokenId(),
                        Digest.of(once.key()),
                        once.fingerprint(),
                        seal.seal(caller.sealingKey(), once.key(), KeptText.write(done)),
                        clock.instant()));
    }
}

package mailstead.service.provisioning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Answer.Done;
import mailstead.service.provisioning.Answer.Refused;
import mailstead.service.provisioning.Answer.Why;
import mailstead.service.provisioning.Preparation.Turn;
import mailstead.spi.Desk;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Registry;
import mailstead.spi.Registry.Decision;

/**
 * Does the lines of one {@link BulkImport} for one caller: each as a change of its own, or all of
 * them in one transaction. Confined to its request.
 */
final class BulkRun {

    /** A trial that meets more of these leaves the rest of the lines. */
    private static final int CONFLICTS_MAX = 20;

    private static final Refused UNDONE =
            Refused.of(Why.CONFLICT, "not done, because another line was refused");
    private static final Refused NOT_LOOKED_AT =
            Refused.of(
                    Why.CONFLICT, "not looked at, because too many lines contradict the directory");

    private final Provisioner provisioner;
    private final Registry registry;
    private final Preparation preparation;
    private final Caller caller;
    private final Runnable working;

    BulkRun(
            Provisioner provisioner,
            Registry registry,
            Preparation preparation,
            Caller caller,
            Runnable working) {
        this.provisioner = provisioner;
        this.registry = registry;
        this.preparation = preparation;
        this.caller = caller;
        this.working = working;
    }

    /** See {@link Provisioner#run}. */
    void run(BulkImport job, Consumer<BulkImport.Result> told) throws MailException {
        if (job.mode() != BulkImport.Mode.EACH) {
            together(job).forEach(told);
            return;
        }
        for (BulkImport.Line line : job.lines()) {
            working.run();
            told.accept(
                    result(
                            line,
                            switch (line) {
                                case BulkImport.Wish wish ->
                                        provisioner.change(caller, wish.resource(), wish.order());
                                case BulkImport.Unreadable wrong -> unreadable(wrong);
                            }));
        }
    }

    /**
     * All lines in one transaction. What the database itself refuses ends the transaction: a trial
     * then begins again without that line.
     */
    private List<BulkImport.Result> together(BulkImport job) throws MailException {
        boolean isTrial = job.mode() == BulkImport.Mode.TRIAL;
        List<Step> steps = new ArrayList<>();
        for (BulkImport.Line line : job.lines()) {
            working.run();
            if (line instanceof BulkImport.Wish wish) {
                steps.add(step(wish, wish.resource(), isTrial ? Turn.TRIAL : Turn.TOGETHER));
            }
        }
        Map<Integer, Answer> refused = new HashMap<>();
        while (true) {
            AtomicInteger at = new AtomicInteger();
            try {
                Map<Integer, Answer> answers =
                        registry.together(desk -> {
                            Map<Integer, Answer> made = new HashMap<>(refused);
                            boolean isWhole = steps.size() == job.lines().size();
                            for (Step step : steps) {
                                if (refused.containsKey(step.number())) {
                                    continue;
                                }
                                working.run();
                                at.set(step.number());
                                Answer answer = step.decide(desk);
                                made.put(step.number(), answer);
                                isWhole = isWhole && answer instanceof Done;
                            }
                            return isWhole && !isTrial ? Decision.keep(made) : Decision.undo(made);
                        });
                return results(job, answers, isTrial);
            } catch (Conflict conflict) {
                refused.put(
                        at.get(), Refused.of(Why.CONFLICT, String.valueOf(conflict.getMessage())));
                if (!isTrial || refused.size() > CONFLICTS_MAX) {
                    return results(job, refused, isTrial);
                }
            }
        }
    }

    private static List<BulkImport.Result> results(
            BulkImport job, Map<Integer, Answer> answers, boolean isTrial) {
        boolean isWhole =
                answers.size() == job.lines().size()
                        && answers.values().stream().allMatch(Done.class::isInstance);
        List<BulkImport.Result> results = new ArrayList<>();
        for (BulkImport.Line line : job.lines()) {
            Answer answer =
                    switch (line) {
                        case BulkImport.Unreadable wrong -> unreadable(wrong);
                        case BulkImport.Wish wish -> {
                            Answer made = answers.get(wish.number());
                            if (made == null) {
                                yield isTrial ? NOT_LOOKED_AT : UNDONE;
                            }
                            yield made instanceof Done && !isWhole && !isTrial ? UNDONE : made;
                        }
                    };
            results.add(result(line, answer));
        }
        return results;
    }

    /** A line that waits for its turn in the transaction. */
    private interface Step {
        int number();

        Answer decide(Desk desk) throws MailException, Conflict;
    }

    private <T> Step step(BulkImport.Wish wish, Resource<T> resource, Turn turn)
            throws MailException {
        Optional<Refused> refused = Provisioner.refuse(caller, resource, wish.order().operation());
        DocumentCheck before = new DocumentCheck(resource.fields(), caller.level());
        Optional<Draft.Prepared> prepared =
                refused.isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                preparation.prepare(caller, resource, wish.order(), before, turn));
        return new Step() {
            @Override
            public int number() {
                return wish.number();
            }

            @Override
            public Answer decide(Desk desk) throws MailException, Conflict {
                return prepared.isEmpty()
                        ? refused.orElseThrow()
                        : provisioner.decide(
                                desk, caller, resource, wish.order(), prepared.get(), again());
            }

            /** What was found before the transaction holds each time it begins. */
            private DocumentCheck again() {
                DocumentCheck check = new DocumentCheck(resource.fields(), caller.level());
                before.problems()
                        .forEach(problem -> check.problem(problem.pointer(), problem.detail()));
                return check;
            }
        };
    }

    private static BulkImport.Result result(BulkImport.Line line, Answer answer) {
        return switch (line) {
            case BulkImport.Wish wish ->
                    new BulkImport.Result(
                            wish.number(),
                            wish.resource().name(),
                            answer instanceof Done done ? done.key() : wish.order().key(),
                            answer);
            case BulkImport.Unreadable wrong ->
                    new BulkImport.Result(wrong.number(), "", "", answer);
        };
    }

    private static Refused unreadable(BulkImport.Unreadable line) {
        return new Refused(
                Why.INVALID, "the line says nothing that could be done", line.problems());
    }
}

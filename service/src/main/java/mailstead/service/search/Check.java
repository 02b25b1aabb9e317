package mailstead.service.search;

import java.util.Comparator;
import java.util.List;
import mailstead.mail.MailException;
import mailstead.mail.folder.Message;

/** A compiled search key. Immutable. */
interface Check {

    /** What asking it costs at most, by what must be looked at. */
    enum Cost {
        /** What the folder knows. */
        FOLDER,
        /** What is remembered of the message. */
        DIGEST,
        /** Its whole header. */
        HEADER,
        /** All of it. */
        BODY
    }

    Cost cost();

    boolean fits(Candidate candidate) throws MailException;

    Check ALWAYS = of(_ -> true);

    /** What the folder knows of a message. */
    @FunctionalInterface
    interface FolderCheck {
        boolean fits(Message message);
    }

    /** What must be looked up. */
    @FunctionalInterface
    interface DeepCheck {
        boolean fits(Candidate candidate) throws MailException;
    }

    static Check of(FolderCheck check) {
        return of(Cost.FOLDER, candidate -> check.fits(candidate.message()));
    }

    static Check of(Cost cost, DeepCheck check) {
        record Deep(Cost cost, DeepCheck check) implements Check {
            @Override
            public boolean fits(Candidate candidate) throws MailException {
                return check.fits(candidate);
            }
        }
        return new Deep(cost, check);
    }

    Comparator<Check> CHEAPEST_FIRST = Comparator.comparing(Check::cost);

    static Check allOf(List<Check> checks) {
        List<Check> sorted = checks.stream().sorted(CHEAPEST_FIRST).toList();
        return of(
                highest(sorted),
                candidate -> {
                    for (Check check : sorted) {
                        if (!check.fits(candidate)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    static Check anyOf(Check one, Check other) {
        boolean inOrder = one.cost().compareTo(other.cost()) <= 0;
        Check first = inOrder ? one : other;
        Check second = inOrder ? other : one;
        return of(second.cost(), candidate -> first.fits(candidate) || second.fits(candidate));
    }

    static Check not(Check check) {
        return of(check.cost(), candidate -> !check.fits(candidate));
    }

    private static Cost highest(List<Check> sorted) {
        return sorted.isEmpty() ? Cost.FOLDER : sorted.getLast().cost();
    }
}

package mailstead.testkit.explore;

import java.util.List;
import mailstead.testkit.nfs.Call;
import mailstead.testkit.nfs.Outcome;

/** No call at all: only its actor's turn. */
final class Turn implements Call {

    static final Turn TURN = new Turn();

    private Turn() {}

    @Override
    public String name() {
        return "turn";
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public boolean isQuiet() {
        return false;
    }

    @Override
    public List<Outcome> options() {
        return List.of(Outcome.NORMAL);
    }

    @Override
    public boolean hasUnsentData() {
        return false;
    }
}

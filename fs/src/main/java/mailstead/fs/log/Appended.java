package mailstead.fs.log;

/**
 * What became of a decision. Immutable.
 *
 * @param view one that holds the change, if there was one; otherwise a view that was the newest at
 *     some moment during the call and on which the decision was to change nothing
 * @param isChanged whether the decision gave a payload: it is in entry {@code view.number()},
 *     perhaps together with those of other callers
 */
public record Appended<S>(View<S> view, boolean isChanged) {}

package mailstead.imap.server;

import java.util.Optional;

/** RFC 9051 section 3. */
sealed interface State {

    record NotAuthenticated() implements State {}

    /** Somebody has logged in. */
    sealed interface LoggedIn extends State {
        User user();

        default Optional<SelectedFolder> folderIfSelected() {
            return this instanceof Selected selected
                    ? Optional.of(selected.folder())
                    : Optional.empty();
        }
    }

    record Authenticated(User user) implements LoggedIn {}

    record Selected(User user, SelectedFolder folder) implements LoggedIn {}

    /** The conversation is over once the present answer is sent: RFC 9051 section 3.4. */
    record Closing() implements State {}
}

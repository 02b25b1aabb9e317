package mailstead.imap.server;

/** RFC 9051 section 3. */
sealed interface State {

    record NotAuthenticated() implements State {}

    /** Somebody has logged in. */
    sealed interface LoggedIn extends State {
        User user();
    }

    record Authenticated(User user) implements LoggedIn {}

    record Selected(User user, SelectedFolder folder) implements LoggedIn {}

    /** The conversation is over once the present answer is sent: RFC 9051 section 3.4. */
    record Closing() implements State {}
}

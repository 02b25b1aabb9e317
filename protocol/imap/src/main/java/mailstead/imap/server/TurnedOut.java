package mailstead.imap.server;

import java.io.IOException;
import mailstead.mail.Reason;

/** Who had logged in may not stay; the session says so and ends. */
final class TurnedOut extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    TurnedOut(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}

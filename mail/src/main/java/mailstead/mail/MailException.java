package mailstead.mail;

import org.jspecify.annotations.Nullable;

/**
 * The environment failed us. The message is public: no paths, hosts or settings; those belong in
 * the cause, which only the log sees.
 */
public abstract sealed class MailException extends Exception
        permits TemporaryFailure, PermanentFailure {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    MailException(Reason reason, String publicText, @Nullable Throwable cause) {
        super(publicText, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

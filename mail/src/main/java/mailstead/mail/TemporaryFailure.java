package mailstead.mail;

import org.jspecify.annotations.Nullable;

/** Not now: the same request may succeed later. */
public final class TemporaryFailure extends MailException {

    private static final long serialVersionUID = 1L;

    public TemporaryFailure(Reason reason, String publicText, @Nullable Throwable cause) {
        super(reason, publicText, cause);
    }

    public TemporaryFailure(Reason reason, String publicText) {
        this(reason, publicText, null);
    }
}

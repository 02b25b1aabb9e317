package mailstead.mail;

import org.jspecify.annotations.Nullable;

/** No: the same request will fail again. */
public final class PermanentFailure extends MailException {

    private static final long serialVersionUID = 1L;

    public PermanentFailure(Reason reason, String publicText, @Nullable Throwable cause) {
        super(reason, publicText, cause);
    }

    public PermanentFailure(Reason reason, String publicText) {
        this(reason, publicText, null);
    }
}

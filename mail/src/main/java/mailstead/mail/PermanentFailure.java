package mailstead.mail;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** No: the same request will fail again. */
public final class PermanentFailure extends MailException {

    private static final long serialVersionUID = 1L;

    public PermanentFailure(Reason reason, String publicText, @Nullable Throwable cause) {
        this(reason, publicText, cause, null);
    }

    public PermanentFailure(Reason reason, String publicText) {
        this(reason, publicText, null);
    }

    private PermanentFailure(
            Reason reason,
            String publicText,
            @Nullable Throwable cause,
            @Nullable String customerId) {
        super(reason, publicText, cause, customerId);
    }

    @Override
    public PermanentFailure concerning(String id) {
        if (customerId().isPresent()) {
            return this;
        }
        PermanentFailure same =
                new PermanentFailure(
                        reason(), Objects.requireNonNullElse(getMessage(), ""), getCause(), id);
        same.setStackTrace(getStackTrace());
        return same;
    }
}

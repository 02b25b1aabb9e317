package mailstead.mail;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Not now: the same request may succeed later. */
public final class TemporaryFailure extends MailException {

    private static final long serialVersionUID = 1L;

    public TemporaryFailure(Reason reason, String publicText, @Nullable Throwable cause) {
        this(reason, publicText, cause, null);
    }

    public TemporaryFailure(Reason reason, String publicText) {
        this(reason, publicText, null);
    }

    private TemporaryFailure(
            Reason reason,
            String publicText,
            @Nullable Throwable cause,
            @Nullable String customerId) {
        super(reason, publicText, cause, customerId);
    }

    @Override
    public TemporaryFailure concerning(String id) {
        if (customerId().isPresent()) {
            return this;
        }
        TemporaryFailure same =
                new TemporaryFailure(
                        reason(), Objects.requireNonNullElse(getMessage(), ""), getCause(), id);
        same.setStackTrace(getStackTrace());
        return same;
    }
}

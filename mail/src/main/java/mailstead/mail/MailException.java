package mailstead.mail;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The environment failed us. The message is public: no paths, hosts or settings; those belong in
 * the cause, which only the log sees.
 */
public abstract sealed class MailException extends Exception
        permits TemporaryFailure, PermanentFailure {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String customerId;

    MailException(
            Reason reason,
            String publicText,
            @Nullable Throwable cause,
            @Nullable String customerId) {
        super(publicText, cause);
        this.reason = reason;
        this.customerId = customerId;
    }

    public Reason reason() {
        return reason;
    }

    /** Whose customer it concerns, where somebody on the way knew; for the log only. */
    public Optional<String> customerId() {
        return Optional.ofNullable(customerId);
    }

    /** The same failure, which concerns this customer, unless somebody nearer to it knew whom. */
    public abstract MailException concerning(String id);
}

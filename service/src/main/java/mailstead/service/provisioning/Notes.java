package mailstead.service.provisioning;

import java.time.Instant;
import java.util.Optional;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.AuditRecord;
import mailstead.spi.Desk;

/** Keeps account of who changed what, in the change's own transaction. */
final class Notes {

    private Notes() {}

    /** One of both must be there: what was, or what is. */
    static <T> void note(
            Desk desk,
            Caller caller,
            Resource<T> resource,
            Operation operation,
            Optional<T> before,
            Optional<T> after,
            Instant now) {
        T subject = after.or(() -> before).orElseThrow();
        Fields became = after.map(resource::noted).orElse(Fields.EMPTY);
        if (before.isPresent()
                && after.isPresent()
                && resource.isSecretChanged(before.get(), after.get())) {
            became = became.with("password", "changed");
        }
        desk.note(
                new AuditRecord(
                        0,
                        now,
                        caller.actor(),
                        caller.origin(),
                        operation.word(),
                        resource.name(),
                        resource.key(subject),
                        resource.customer(subject),
                        before.map(entry -> resource.noted(entry).json()).orElse(""),
                        after.isPresent() ? became.json() : ""));
    }
}

package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;

import java.util.List;
import java.util.Optional;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.AuditRecord;
import mailstead.spi.Desk;
import mailstead.spi.Page;

/** Who changed what. */
final class AuditResource extends Resource<AuditRecord> {

    AuditResource() {
        super(
                "audit",
                "audit record",
                "Who changed what, newest first. Records are made with the change itself and never change.",
                List.of(
                        Field.told("number", new Shape.Whole(1, Long.MAX_VALUE), "Rises."),
                        Field.told("at", new Shape.Moment(), "When."),
                        Field.told(
                                "actor",
                                Shapes.TEXT,
                                "A token's id and name, or the user of a command."),
                        Field.told("origin", Shapes.NAME, "An IP address, or `command`."),
                        Field.told(
                                "action", Shapes.NAME, "create, change, remove, suspend, resume."),
                        Field.told("resource", Shapes.NAME, "The kind of thing."),
                        Field.told("key", Shapes.ADDRESS, "Which one."),
                        Field.told("customerId", Shapes.NAME, "Whose it is."),
                        Field.told("before", new Shape.Anything(), "What it was, without secrets."),
                        Field.told(
                                "after",
                                new Shape.Anything(),
                                "What it became, without secrets.")));
        allow(Level.RESELLER, LIST, READ);
    }

    @Override
    boolean mayBeCut() {
        return true;
    }

    @Override
    public List<String> filters() {
        return List.of("customer");
    }

    @Override
    String key(AuditRecord record) {
        return Long.toString(record.number());
    }

    @Override
    Optional<String> customer(AuditRecord record) {
        return record.customerId();
    }

    @Override
    Fields show(AuditRecord record) {
        Fields fields =
                Fields.EMPTY
                        .with("number", new Value.Whole(record.number()))
                        .with("at", record.at().toString())
                        .with("actor", record.actor())
                        .with("origin", record.origin())
                        .with("action", record.action())
                        .with("resource", record.resource())
                        .with("key", record.key())
                        .with("customerId", record.customerId());
        if (!record.before().isEmpty()) {
            fields = fields.with("before", new Value.Json(record.before()));
        }
        if (!record.after().isEmpty()) {
            fields = fields.with("after", new Value.Json(record.after()));
        }
        return fields;
    }

    @Override
    Optional<AuditRecord> find(Desk desk, String key) {
        return key.matches("[0-9]{1,18}") ? desk.findNote(Long.parseLong(key)) : Optional.empty();
    }

    @Override
    List<AuditRecord> page(Desk desk, Page page) {
        return page.after().isEmpty() || page.after().matches("[0-9]{1,18}")
                ? desk.notes(page)
                : List.of();
    }

    @Override
    Optional<AuditRecord> read(Draft draft, Optional<AuditRecord> before) {
        throw new IllegalStateException("audit records are not given");
    }

    @Override
    void add(Desk desk, AuditRecord record) {
        desk.note(record);
    }

    @Override
    void set(Desk desk, AuditRecord record) {
        throw new IllegalStateException("audit records stay");
    }

    @Override
    void remove(Desk desk, AuditRecord record) {
        throw new IllegalStateException("audit records stay");
    }
}

package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CHANGE;
import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Desk;
import mailstead.spi.Page;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Volume;

/** A mounted folder that holds mailboxes. */
final class VolumeResource extends Resource<Volume> {

    VolumeResource() {
        super(
                "volumes",
                "volume",
                "A mounted folder that holds mailboxes. This is its entry only: its marker file is made by"
                        + " `mailstead volume add --create`, or by hand.",
                List.of(
                        Field.key("name", Shapes.NAME, "Unique: 1 to 64 of A-Z a-z 0-9 . _ -"),
                        Field.needed("folder", Shapes.PATH, "Absolute, where front ends mount it."),
                        Field.needed("markerId", new Shape.Text(128), "What its marker file says."),
                        Field.needed(
                                "weight", Shapes.WEIGHT, "Its share of new accounts; 0: none.")));
        allow(Level.OPERATOR, LIST, READ, CREATE, CHANGE, REMOVE);
    }

    @Override
    public List<String> filters() {
        return List.of();
    }

    @Override
    String key(Volume volume) {
        return volume.name();
    }

    @Override
    Optional<String> customer(Volume volume) {
        return Optional.empty();
    }

    @Override
    Fields show(Volume volume) {
        return Fields.EMPTY
                .with("name", volume.name())
                .with("folder", volume.folder())
                .with("markerId", volume.markerId())
                .with("weight", new Value.Whole(volume.weight()));
    }

    @Override
    Optional<Volume> find(Desk desk, String key) throws MailException {
        return desk.findVolume(key);
    }

    @Override
    List<Volume> page(Desk desk, Page page) {
        return desk.volumes(page);
    }

    @Override
    Optional<Volume> read(Draft draft, Optional<Volume> before) {
        Fields fields = draft.fields();
        String name = Shapes.name(draft, "name");
        if (!fields.needed("folder").startsWith("/")) {
            draft.check().problem("/folder", "must be an absolute path");
        }
        if (!fields.needed("markerId").matches("[\\x21-\\x7E]+")) {
            draft.check().problem("/markerId", "must be printable ASCII characters");
        }
        return Optional.of(
                new Volume(
                        name,
                        fields.needed("folder"),
                        fields.needed("markerId"),
                        Math.toIntExact(fields.number("weight").orElseThrow())));
    }

    @Override
    void add(Desk desk, Volume volume) throws MailException, Conflict {
        desk.addVolume(volume);
    }

    @Override
    void set(Desk desk, Volume volume) throws MailException, Conflict {
        desk.setVolume(volume);
    }

    @Override
    void remove(Desk desk, Volume volume) throws MailException, Conflict {
        desk.removeVolume(volume.name());
    }
}

package mailstead.service.provisioning;

import static mailstead.service.provisioning.Operation.CREATE;
import static mailstead.service.provisioning.Operation.LIST;
import static mailstead.service.provisioning.Operation.READ;
import static mailstead.service.provisioning.Operation.REMOVE;

import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Account;
import mailstead.spi.Desk;
import mailstead.spi.MoveRequest;
import mailstead.spi.Page;

/** A wish that an account's mailbox lay on another volume. */
final class MoveResource extends Resource<MoveRequest> {

    MoveResource() {
        super(
                "moves",
                "move request",
                "A wish that an account's mailbox lay on another volume. It is recorded only: nothing moves mailboxes"
                        + " yet, and the state stays `requested`.",
                List.of(
                        Field.told("id", Shapes.NAME, "Unique."),
                        Field.key("login", Shapes.LOGIN, "Whose mailbox; one request an account."),
                        Field.key("volume", Shapes.NAME, "Where it is to lie."),
                        Field.told(
                                "state",
                                new Shape.Choice(Words.all(MoveRequest.State.values())),
                                "How far it came."),
                        Field.told("customerId", Shapes.NAME, "Whose account it is."),
                        Field.told("requestedAt", new Shape.Moment(), "When it was recorded.")));
        allow(Level.OPERATOR, LIST, READ, CREATE, REMOVE);
    }

    @Override
    public List<String> filters() {
        return List.of("customer");
    }

    @Override
    String key(MoveRequest move) {
        return move.id();
    }

    @Override
    Optional<String> customer(MoveRequest move) {
        return Optional.of(move.customerId());
    }

    @Override
    Fields show(MoveRequest move) {
        return Fields.EMPTY
                .with("id", move.id())
                .with("login", move.login())
                .with("volume", move.volume())
                .with("state", Words.of(move.state()))
                .with("customerId", move.customerId())
                .with("requestedAt", move.requestedAt().toString());
    }

    @Override
    Optional<MoveRequest> find(Desk desk, String key) {
        return desk.findMove(key);
    }

    @Override
    List<MoveRequest> page(Desk desk, Page page) {
        return desk.moves(page);
    }

    @Override
    Optional<MoveRequest> read(Draft draft, Optional<MoveRequest> before) throws MailException {
        Fields fields = draft.fields();
        Optional<Account> account = draft.desk().findAccount(fields.needed("login"));
        if (account.isEmpty()) {
            draft.check().problem("/login", "there is no such account");
            return Optional.empty();
        }
        String volume = fields.needed("volume");
        if (draft.desk().findVolume(volume).isEmpty()) {
            draft.check().problem("/volume", "there is no such volume");
        } else if (account.get().home().volume().equals(volume)) {
            draft.check().problem("/volume", "the mailbox lies there already");
        }
        if (draft.desk().findMoveOf(account.get().login()).isPresent()) {
            draft.check().problem("/login", "has a request already; remove that one first");
        }
        return Optional.of(
                new MoveRequest(
                        draft.prepared().id(),
                        account.get().login(),
                        account.get().customerId(),
                        volume,
                        MoveRequest.State.REQUESTED,
                        draft.prepared().now()));
    }

    @Override
    void add(Desk desk, MoveRequest move) {
        desk.addMove(move);
    }

    @Override
    void set(Desk desk, MoveRequest move) {
        throw new IllegalStateException("a move request is not changed");
    }

    @Override
    void remove(Desk desk, MoveRequest move) {
        desk.removeMove(move.id());
    }
}

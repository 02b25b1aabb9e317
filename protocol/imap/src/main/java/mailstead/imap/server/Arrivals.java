package mailstead.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.AppendMessage;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.imap.codec.Tagged;
import mailstead.imap.server.State.LoggedIn;
import mailstead.imap.server.State.Selected;
import mailstead.mail.MailException;
import mailstead.mail.folder.NumberSet;

/**
 * What one command brings along: the messages of APPEND and REPLACE, which come while it is being
 * read and are added when it is answered. Confined to its session.
 */
final class Arrivals implements CommandReader.Messages, AutoCloseable {

    private final Surroundings around;
    private final Client client;

    /** The session's, when the command began. */
    private final State state;

    private Optional<Append> append = Optional.empty();

    Arrivals(Surroundings around, Client client, State state) {
        this.around = around;
        this.client = client;
        this.state = state;
    }

    @Override
    public boolean begin(Tagged soFar, AppendMessage.Part.Literal literal) {
        if (!(state instanceof LoggedIn here)) {
            return false;
        }
        return switch (soFar.command()) {
            case Command.Append(var mailbox, var messages) ->
                    arrived(here).begin(mailbox, messages, literal);
            case Command.Replace replace when here instanceof Selected selected -> {
                Append arriving = arrived(here);
                Optional<Long> _ = replaced(selected, replace, arriving);
                yield arriving.begin(replace.mailbox(), List.of(replace.replacement()), literal);
            }
            default -> false;
        };
    }

    @Override
    public void take(byte[] octets, int offset, int length) {
        append.orElseThrow().take(octets, offset, length);
    }

    @Override
    public void end() {
        append.orElseThrow().end();
    }

    /** Its messages have come, unless there were none but such that are here already. */
    private Append arrived(LoggedIn here) {
        if (append.isEmpty()) {
            append =
                    Optional.of(
                            new Append(
                                    here.user(),
                                    new MessageUrls(here.user(), here.folderIfSelected()),
                                    around.recents(),
                                    around.settings().messageOctetsMax()));
        }
        return append.get();
    }

    Answer append(LoggedIn here, Command.Append command) throws MailException {
        Append.Result result =
                arrived(here)
                        .finish(
                                command.mailbox(),
                                command.messages(),
                                (target, messages) -> target.append(messages));
        return switch (result) {
            case Append.Result.Added(var uids) -> Answer.ok(uids, "appended");
            case Append.Result.Refused(Answer answer) -> answer;
        };
    }

    /** RFC 8508 section 3. */
    Answer replace(Selected here, Command.Replace command) throws MailException, IOException {
        Append arriving = arrived(here);
        Optional<Long> uid = replaced(here, command, arriving);
        Append.Result result =
                arriving.finish(
                        command.mailbox(),
                        List.of(command.replacement()),
                        (target, messages) ->
                                here.folder()
                                        .folder()
                                        .replace(uid.orElseThrow(), messages.getFirst(), target));
        return switch (result) {
            case Append.Result.Added(var uids) -> {
                client.notice(Kind.OK, uids, "the replacement is there");
                yield Answer.ok("replaced");
            }
            case Append.Result.Refused(Answer answer) -> answer;
        };
    }

    /** The message to be replaced; if there is none, its replacement is refused. */
    private static Optional<Long> replaced(
            Selected here, Command.Replace command, Append arriving) {
        if (here.folder().isReadOnly()) {
            arriving.refuse(Answer.no("this folder is open for reading only"));
            return Optional.empty();
        }
        Optional<NumberSet> uids = here.folder().resolve(command.numbering(), command.message());
        if (uids.isEmpty()) {
            arriving.refuse(Answer.bad(SelectedFolder.NO_SUCH_NUMBER));
        } else if (uids.get().count() != 1) {
            arriving.refuse(Answer.no(Word.NONEXISTENT, "there is no such message"));
        }
        return uids.filter(set -> set.count() == 1).map(NumberSet::min);
    }

    /** Lets go of what was not added. */
    @Override
    public void close() {
        append.ifPresent(Append::close);
        append = Optional.empty();
    }
}

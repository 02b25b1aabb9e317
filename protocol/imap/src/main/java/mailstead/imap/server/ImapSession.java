package mailstead.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.imap.codec.Command;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.imap.codec.SelectParameters;
import mailstead.imap.codec.Tagged;
import mailstead.imap.server.State.Authenticated;
import mailstead.imap.server.State.Closing;
import mailstead.imap.server.State.LoggedIn;
import mailstead.imap.server.State.NotAuthenticated;
import mailstead.imap.server.State.Selected;
import mailstead.mail.Event;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.Subscriber;
import mailstead.service.mailbox.UserMailboxes;
import mailstead.wire.Connection;

/**
 * One client's conversation: RFC 9051's state table. Reads a command, hands it to the class named
 * after it, tells the news, ends it. Confined to its connection's thread.
 */
final class ImapSession {

    static final Response.Notice STOPPING =
            new Response.Notice(
                    Kind.BYE, Word.UNAVAILABLE, "the server is stopping, try again later");

    private static final Response.Notice FOLDER_GONE =
            new Response.Notice(Kind.BYE, "the selected folder is gone");

    private final Surroundings around;
    private final ImapSettings settings;
    private final Connection connection;
    private final Client client;
    private final CommandReader reader;
    private final LogIn logIn;
    private final Herald herald;
    private final Troubles troubles;

    private State state = new NotAuthenticated();

    /** Who is logged in, in whatever state; kept for what is told at the end. */
    private Optional<User> user = Optional.empty();

    private int badCommands;
    private int failedLogins;

    ImapSession(Surroundings around, Connection connection) {
        this.around = around;
        this.settings = around.settings();
        this.connection = connection;
        this.client = new Client(connection);
        this.reader = new CommandReader(client, settings, around.events());
        this.logIn = new LogIn(around, connection);
        this.herald = new Herald(client, settings);
        this.troubles = new Troubles(around.events(), connection.session());
    }

    void run() throws IOException {
        connection.limitIdle(settings.idleMax());
        connection.limitTotal(settings.logInWithin());
        try {
            client.notice(
                    Kind.OK, new ResponseCode.Capability(capabilities()), settings.greeting());
            while (!(state instanceof Closing)) {
                turn();
            }
            client.flush();
        } catch (Connection.Draining _) {
            client.send(STOPPING);
            client.flush();
        } catch (Connection.TimedOut _) {
            // RFC 9051 section 5.4
            client.send(new Response.Notice(Kind.BYE, "nothing came for too long"));
            client.flush();
        } catch (TurnedOut turnedOut) {
            tellTurnedOut(turnedOut.reason());
            client.send(Failures.farewell(turnedOut.reason()));
            client.flush();
        } finally {
            herald.close();
            user.ifPresent(this::tellUsed);
        }
    }

    private void turn() throws IOException {
        if (state instanceof LoggedIn here) {
            try {
                herald.betweenCommands(here);
            } catch (MailException _) {
                close(FOLDER_GONE);
                return;
            }
        }
        try (Arrivals arrivals = new Arrivals(around, client, state)) {
            CommandReader.Received received = reader.next(!(state instanceof LoggedIn), arrivals);
            Tagged tagged = received.tagged();
            if (state instanceof LoggedIn here && !(tagged.command() instanceof Command.Logout)) {
                here.user().check();
            }
            end(tagged.tag(), answer(tagged, arrivals));
            if (received.isLast() && !(state instanceof Closing)) {
                close(new Response.Notice(Kind.BYE, "this went too far, good-bye"));
            }
        }
    }

    private void end(String tag, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Ended(var condition, var code, String text) -> {
                if (tag.equals(Tagged.UNKNOWN_TAG)) {
                    client.send(new Response.Notice(Kind.BAD, code, text));
                } else {
                    client.send(new Response.Tagged(tag, condition, code, text));
                }
            }
            case Answer.BeforeTls(String text) -> {
                connection.startTls(client.goAhead(tag, text));
                connection.limitTotal(settings.logInWithin());
                state = new NotAuthenticated();
            }
            case Answer.BeforeCompression(String text) ->
                    connection.startCompression(client.goAhead(tag, text));
        }
    }

    private void close(Response.Notice farewell) throws IOException {
        client.send(farewell);
        state = new Closing();
    }

    // ---- commands

    private Answer answer(Tagged tagged, Arrivals arrivals) throws IOException {
        Command command = tagged.command();
        try {
            herald.before(command, state);
            State before = state;
            boolean knewModSeqs = client.knowsModSeqs();
            Answer answer = turn(tagged, arrivals);
            herald.done(command);
            if (!knewModSeqs && client.knowsModSeqs()) {
                tellHighestModSeq(before);
            }
            if (answer.isGood() && state instanceof LoggedIn) {
                badCommands = 0; // a long session may err now and then
            }
            if (state instanceof Selected selected && answer.isGood()) {
                tellNews(command, selected.folder());
            }
            return answer;
        } catch (MailException failure) {
            if (failure.reason() == Reason.FOLDER_GONE
                    && state instanceof Selected here
                    && here.folder().isGone()) {
                // Its numbers mean nothing any more; on its return the client learns the truth.
                close(FOLDER_GONE);
            }
            troubles.failed(subscriber(), failure);
            return Failures.failed(failure);
        } catch (FetchWriter.CutShort cut) {
            troubles.cutShort(cut);
            throw cut;
        } catch (RuntimeException bug) {
            troubles.bug(command, bug);
            return Failures.refused(Reason.INTERNAL_ERROR);
        }
    }

    /** RFC 7162 section 3.1: from now on it counts from here, in the folder that is selected. */
    private void tellHighestModSeq(State before) throws IOException {
        if (before instanceof Selected there
                && state instanceof Selected here
                && here.folder().equals(there.folder())) {
            client.notice(
                    Kind.OK,
                    new ResponseCode.HighestModSeq(here.folder().shown().highestModSeq()),
                    "highest modification sequence");
        }
    }

    private void tellNews(Command command, SelectedFolder folder) throws IOException {
        try {
            herald.after(command, folder);
        } catch (MailException _) {
            close(FOLDER_GONE);
        }
    }

    private Optional<Subscriber> subscriber() {
        return state instanceof LoggedIn here
                ? Optional.of(here.user().login().subscriber())
                : Optional.empty();
    }

    /** A state and what is said in it. */
    private record Turn(State state, Command command) {}

    private Answer turn(Tagged tagged, Arrivals arrivals) throws MailException, IOException {
        Command command = tagged.command();
        String tag = tagged.tag();
        if (client.isUidOnly() && SequenceNumbers.areIn(command)) {
            return Answer.bad(Word.UIDREQUIRED, "this client has no sequence numbers");
        }
        return switch (new Turn(state, command)) {
            case Turn(_, Command.Capability _) -> {
                client.send(new Response.Capability(capabilities()));
                yield Answer.ok("that is all");
            }
            case Turn(_, Command.Noop _) -> Answer.ok("done");
            case Turn(_, Command.Logout _) -> {
                close(new Response.Notice(Kind.BYE, "logging out"));
                yield Answer.ok("good-bye");
            }
            case Turn(_, Command.Id _) -> {
                client.send(new Response.Id(Map.of("name", "Mailstead")));
                yield Answer.ok("pleased to meet you");
            }

            case Turn(NotAuthenticated _, Command.StartTls _) -> startTls();
            case Turn(NotAuthenticated _, Command.Login login) -> enter(logIn.login(login));
            case Turn(NotAuthenticated _, Command.Authenticate authenticate) ->
                    enter(logIn.authenticate(authenticate));

            case Turn(Authenticated _, Command.Enable(var extensions)) -> enable(extensions);
            case Turn(LoggedIn here, Command.Select(var name, var parameters)) ->
                    select(here.user(), name, parameters, false);
            case Turn(LoggedIn here, Command.Examine(var name, var parameters)) ->
                    select(here.user(), name, parameters, true);
            case Turn(LoggedIn here, Command.Delete delete) -> delete(here, delete);
            case Turn(LoggedIn here, Command.OfNames names) -> manage(here).answer(names);
            case Turn(LoggedIn here, Command.ListMailboxes list) -> lister(here).answer(list);
            case Turn(LoggedIn here, Command.Lsub lsub) -> lister(here).answer(lsub);
            case Turn(LoggedIn _, Command.Namespace _) -> namespace();
            case Turn(LoggedIn here, Command.Status request) -> status(here).answer(request);
            case Turn(LoggedIn here, Command.Append arriving) -> arrivals.append(here, arriving);
            case Turn(LoggedIn here, Command.Idle _) -> herald.idle(here);
            case Turn(LoggedIn _, Command.Compress(String mechanism)) -> compress(mechanism);

            case Turn(LoggedIn here, Command.OfRights rights) ->
                    new AccessLists(client, here.user().mailboxes()).answer(rights);
            case Turn(LoggedIn here, Command.OfAnnotations annotations) ->
                    new Metadata(client, here.user().mailboxes()).answer(annotations);
            case Turn(LoggedIn here, Command.OfQuota quota) ->
                    new Quotas(client, here.user(), around.events()).answer(quota);
            case Turn(LoggedIn here, Command.MultiSearch everywhere) ->
                    new MultiSearch(
                                    client,
                                    here.user(),
                                    here.folderIfSelected(),
                                    around.finder(),
                                    new InProgress(client, around.clock(), tag),
                                    settings.newsWithin(),
                                    tag)
                            .answer(everywhere);
            case Turn(LoggedIn here, Command.NotifySet notify) -> herald.notify(here, notify);
            case Turn(LoggedIn here, Command.NotifyNone _) -> herald.silence(here);
            case Turn(LoggedIn _, Command.UnknownEvent _) -> Notify.unsupported();
            case Turn(LoggedIn _, Command.Unauthenticate _) -> unauthenticate();

            case Turn(Selected here, Command.Close _) -> {
                Answer answer = new Expunge(here.folder()).close();
                state = new Authenticated(here.user());
                yield answer;
            }
            case Turn(Selected here, Command.Unselect _) -> {
                state = new Authenticated(here.user());
                yield Answer.ok("closed");
            }
            case Turn(Selected _, Command.Check _) -> Answer.ok("done");
            case Turn(Selected here, Command.Expunge _) -> new Expunge(here.folder()).answer();
            case Turn(Selected here, Command.UidExpunge(var uids)) ->
                    new Expunge(here.folder()).answer(uids);
            case Turn(Selected here, Command.Search search) -> searcher(here, tag).answer(search);
            case Turn(Selected here, Command.Sort sort) -> searcher(here, tag).answer(sort);
            case Turn(Selected here, Command.ThreadMessages thread) ->
                    searcher(here, tag).answer(thread);
            case Turn(Selected here, Command.UnknownCharset unknown) ->
                    searcher(here, tag).answer(unknown);
            case Turn(Selected here, Command.Fetch fetch) ->
                    new Fetch(client, here.folder()).answer(fetch);
            case Turn(Selected here, Command.Replace replace) -> arrivals.replace(here, replace);
            case Turn(Selected here, Command.Store store) ->
                    new Store(client, here.folder()).answer(store);
            case Turn(Selected here, Command.Copy(var numbering, var messages, var target)) ->
                    copier(here, tag).copy(numbering, messages, target);
            case Turn(Selected here, Command.Move(var numbering, var messages, var target)) ->
                    copier(here, tag).move(numbering, messages, target);

            case Turn(_, Command.Malformed(String why)) -> bad(why);
            case Turn(_, Command.OfStranger _),
                    Turn(_, Command.OfUser _),
                    Turn(_, Command.OfFolder _) ->
                    bad("not now: this command belongs to another state");
        };
    }

    private Answer bad(String why) throws IOException {
        return counted(Answer.bad(why));
    }

    private Answer counted(Answer mistake) throws IOException {
        badCommands++;
        if (badCommands >= settings.badCommandsMax()) {
            close(new Response.Notice(Kind.BYE, "too many errors, good-bye"));
        }
        return mistake;
    }

    private List<String> capabilities() {
        return Capabilities.of(settings, connection, state, logIn.mechanisms());
    }

    // ---- not authenticated

    private Answer startTls() {
        if (!connection.canStartTls()) {
            return Answer.bad("TLS is not available here and now");
        }
        return new Answer.BeforeTls("begin TLS now");
    }

    private Answer enter(LogIn.Result result) throws IOException {
        return switch (result) {
            case LogIn.Result.In(User entered) -> {
                connection.clearTotal();
                user = Optional.of(entered);
                state = new Authenticated(entered);
                yield Answer.ok(new ResponseCode.Capability(capabilities()), "logged in");
            }
            case LogIn.Result.Denied(Answer answer) -> {
                failedLogins++;
                if (failedLogins >= settings.failedLoginsMax()) {
                    close(new Response.Notice(Kind.BYE, "too many log-ins failed, good-bye"));
                }
                yield answer;
            }
            case LogIn.Result.Wrong(Answer answer) -> counted(answer);
        };
    }

    // ---- authenticated

    /** RFC 9051 section 6.3.1. */
    private Answer enable(Set<Extension> extensions) throws IOException {
        client.enable(extensions);
        client.send(new Response.Enabled(extensions));
        return Answer.ok("enabled");
    }

    private Answer select(
            User user, MailboxName name, SelectParameters parameters, boolean isExamine)
            throws MailException, IOException {
        if (parameters.resync().isPresent() && !client.has(Extension.QRESYNC)) {
            return Answer.bad("QRESYNC must be enabled first"); // RFC 7162 section 3.2.5
        }
        if (state instanceof Selected) {
            state = new Authenticated(user);
            // RFC 7162 section 3.2.11: what follows is about the new one.
            client.notice(Kind.OK, Word.CLOSED, "the folder selected before is closed");
        }
        Select.Result result =
                new Select(client, user, around.recents()).answer(name, parameters, isExamine);
        result.folder().ifPresent(folder -> state = new Selected(user, folder));
        return result.answer();
    }

    private static ManageFolders manage(LoggedIn here) {
        return new ManageFolders(here.user().mailboxes());
    }

    private Answer delete(LoggedIn here, Command.Delete command) throws MailException, IOException {
        Answer answer = manage(here).answer(command);
        if (answer.isGood() && here instanceof Selected selected && selected.folder().isGone()) {
            state = new Authenticated(here.user());
            client.notice(Kind.OK, Word.CLOSED, "the selected folder is closed");
        }
        return answer;
    }

    /** RFC 8437 section 4: as if nobody had logged in, but TLS and compression stay. */
    private Answer unauthenticate() throws IOException {
        client.forgetEnabled();
        user.ifPresent(this::tellUsed);
        user = Optional.empty();
        herald.close();
        state = new NotAuthenticated();
        connection.limitTotal(settings.logInWithin());
        return Answer.ok("logged out, and still here");
    }

    private Status status(LoggedIn here) {
        return new Status(client, here.user(), around.recents(), settings.messageOctetsMax());
    }

    private ListMailboxes lister(LoggedIn here) {
        return new ListMailboxes(client, here.user(), status(here), settings.newsWithin());
    }

    /** RFC 9051 section 6.3.10: one's own folders, and those that others share. */
    private Answer namespace() throws IOException {
        client.send(
                new Response.Namespace(
                        List.of(new Response.Namespace.Prefix("")),
                        List.of(new Response.Namespace.Prefix(UserMailboxes.OTHER_USERS_PREFIX)),
                        List.of()));
        return Answer.ok("that is all");
    }

    private void tellTurnedOut(Reason reason) {
        user.ifPresent(who ->
                around.events()
                        .emit(
                                new Event.LoginEnded(
                                        connection.session(),
                                        ImapServer.NAME,
                                        who.login().subscriber(),
                                        reason)));
    }

    private void tellUsed(User leaving) {
        around.events()
                .emit(leaving.tally().event(connection.session(), leaving.login().subscriber()));
    }

    /** RFC 4978 section 3. */
    private Answer compress(String mechanism) {
        if (!settings.allowCompression() || !mechanism.equals("DEFLATE")) {
            return Answer.bad("there is no such compression here");
        }
        return connection.isCompressed()
                ? Answer.no(Word.COMPRESSIONACTIVE, "compressed already")
                : new Answer.BeforeCompression("compressing now");
    }

    // ---- selected

    private Search searcher(Selected here, String tag) {
        return new Search(
                client,
                here.folder(),
                around.finder(),
                new InProgress(client, around.clock(), tag),
                tag);
    }

    private Copy copier(Selected here, String tag) {
        return new Copy(
                client,
                here.user(),
                here.folder(),
                around.recents(),
                new InProgress(client, around.clock(), tag));
    }
}

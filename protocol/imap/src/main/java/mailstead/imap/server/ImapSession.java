package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.imap.codec.AppendMessage;
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
import mailstead.mail.folder.NumberSet;
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

    private State state = new NotAuthenticated();

    /** Who is logged in, in whatever state; kept for what is told at the end. */
    private Optional<User> user = Optional.empty();

    /** Absent as long as the client has not said NOTIFY. */
    private Optional<Notifications> notifications = Optional.empty();

    /** The APPEND whose messages are coming. */
    private Optional<Append> append = Optional.empty();

    private int badCommands;
    private int failedLogins;

    ImapSession(Surroundings around, Connection connection) {
        this.around = around;
        this.settings = around.settings();
        this.connection = connection;
        this.client = new Client(connection);
        this.reader = new CommandReader(client, settings, around.events());
        this.logIn = new LogIn(around, connection);
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
        } finally {
            append.ifPresent(Append::close);
            notifications.ifPresent(Notifications::close);
            user.ifPresent(this::tellUsed);
        }
    }

    private void turn() throws IOException {
        watchUntilInput();
        if (state instanceof Closing) {
            return;
        }
        CommandReader.Received received =
                reader.next(!(state instanceof LoggedIn), new ArrivingMessages());
        Tagged tagged = received.tagged();
        Answer answer = answer(tagged.tag(), tagged.command());
        append.ifPresent(Append::close);
        append = Optional.empty();
        end(tagged.tag(), answer);
        if (received.isLast() && !(state instanceof Closing)) {
            close(new Response.Notice(Kind.BYE, "this went too far, good-bye"));
        }
    }

    /** Between commands only NOTIFY lets us speak. */
    private void watchUntilInput() throws IOException {
        if (state instanceof LoggedIn here
                && notifications.isPresent()
                && notifications.get().isActive()
                && !connection.hasInput()) {
            try {
                vigil(here, false).untilInput();
            } catch (MailException _) {
                close(FOLDER_GONE);
            }
        }
    }

    private Vigil vigil(LoggedIn here, boolean isIdling) {
        return new Vigil(client, settings, selected(here), notifications, isIdling);
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

    private Answer answer(String tag, Command command) throws IOException {
        try {
            Answer answer = watched(tag, command);
            if (answer.isGood() && state instanceof LoggedIn) {
                badCommands = 0; // a long session may err now and then
            }
            if (state instanceof Selected selected && answer.isGood()) {
                tellNews(selected.folder(), command);
            }
            return answer;
        } catch (MailException failure) {
            return failed(command, failure);
        } catch (FetchWriter.CutShort cut) {
            around.events()
                    .emit(
                            new Event.Trouble(
                                    connection.session(),
                                    Reason.STORAGE_UNAVAILABLE,
                                    "a message could not be read to its end, so the client was"
                                            + " cut off",
                                    "look at the volume",
                                    Optional.of(cut)));
            throw cut;
        } catch (RuntimeException bug) {
            around.events()
                    .emit(
                            new Event.Bug(
                                    connection.session(), command.getClass().getSimpleName(), bug));
            return Failures.refused(Reason.INTERNAL_ERROR);
        }
    }

    /** RFC 5465 section 5: what the client does itself is no news to it. */
    private Answer watched(String tag, Command command) throws MailException, IOException {
        if (notifications.isEmpty() || !Changes.areIn(command)) {
            return answered(tag, command);
        }
        if (state instanceof LoggedIn here) {
            vigil(here, false).tellOthers();
        }
        Answer answer = answered(tag, command);
        notifications.ifPresent(Notifications::absorb);
        return answer;
    }

    private Answer failed(Command command, MailException failure) throws IOException {
        Answer answer = Failures.failed(failure);
        switch (failure.reason()) {
            case FOLDER_GONE -> {
                if (state instanceof Selected here && isGone(here.folder())) {
                    // Its numbers mean nothing any more; on its return the client learns the truth.
                    close(FOLDER_GONE);
                }
            }
            case MESSAGE_GONE, MAILBOX_FULL -> {}
            case STORAGE_UNAVAILABLE, DIRECTORY_UNAVAILABLE, MAILBOX_SUSPENDED ->
                    // What is away tells so itself, once for all who wait.
                    around.events()
                            .emit(
                                    new Event.MailboxUnavailable(
                                            connection.session(),
                                            userName(),
                                            "use",
                                            failure.reason()));
            case MAILBOX_UNKNOWN,
                    MESSAGE_TOO_BIG,
                    LOOP_DETECTED,
                    CREDENTIALS_WRONG,
                    ACCOUNT_SUSPENDED,
                    SERVICE_NOT_ALLOWED,
                    TLS_REQUIRED,
                    RELAY_DENIED,
                    OVER_LIMIT,
                    INTERNAL_ERROR ->
                    around.events()
                            .emit(
                                    new Event.Trouble(
                                            connection.session(),
                                            failure.reason(),
                                            "a mailbox could not be used",
                                            "look for the cause",
                                            Optional.of(failure)));
        }
        return answer;
    }

    private String userName() {
        return state instanceof LoggedIn here ? here.user().name() : "-";
    }

    /** A state and what is said in it. */
    private record Turn(State state, Command command) {}

    private Answer answered(String tag, Command command) throws MailException, IOException {
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
            case Turn(LoggedIn here, Command.Create create) -> manage(here).create(create);
            case Turn(LoggedIn here, Command.Delete(var name)) -> delete(here, name);
            case Turn(LoggedIn here, Command.Rename(var from, var to)) ->
                    manage(here).rename(from, to);
            case Turn(LoggedIn here, Command.Subscribe(var name)) ->
                    manage(here).subscribe(name, true);
            case Turn(LoggedIn here, Command.Unsubscribe(var name)) ->
                    manage(here).subscribe(name, false);
            case Turn(LoggedIn here, Command.ListMailboxes list) -> lister(here).answer(list);
            case Turn(LoggedIn here, Command.Lsub lsub) -> lister(here).answer(lsub);
            case Turn(LoggedIn _, Command.Namespace _) -> namespace();
            case Turn(LoggedIn here, Command.Status request) -> status(here).answer(request);
            case Turn(LoggedIn here, Command.Append arriving) -> append(here, arriving);
            case Turn(LoggedIn here, Command.Idle _) -> idle(here);
            case Turn(LoggedIn _, Command.Compress(String mechanism)) -> compress(mechanism);

            case Turn(LoggedIn here, Command.GetAcl getAcl) -> acl(here).answer(getAcl);
            case Turn(LoggedIn here, Command.SetAcl setAcl) -> acl(here).answer(setAcl);
            case Turn(LoggedIn here, Command.DeleteAcl deleteAcl) -> acl(here).answer(deleteAcl);
            case Turn(LoggedIn here, Command.ListRights listRights) -> acl(here).answer(listRights);
            case Turn(LoggedIn here, Command.MyRights myRights) -> acl(here).answer(myRights);
            case Turn(LoggedIn here, Command.GetMetadata getMetadata) ->
                    metadata(here).answer(getMetadata);
            case Turn(LoggedIn here, Command.SetMetadata setMetadata) ->
                    metadata(here).answer(setMetadata);
            case Turn(LoggedIn here, Command.GetQuota(String root)) -> quotas(here).ofRoot(root);
            case Turn(LoggedIn here, Command.GetQuotaRoot(var name)) -> quotas(here).ofFolder(name);
            case Turn(LoggedIn _, Command.SetQuota _) ->
                    Answer.no(Word.NOPERM, "limits are set by your provider");
            case Turn(LoggedIn here, Command.MultiSearch everywhere) ->
                    new MultiSearch(
                                    client,
                                    here.user(),
                                    selected(here),
                                    around.finder(),
                                    new InProgress(client, around.clock(), tag),
                                    settings.newsWithin(),
                                    tag)
                            .answer(everywhere);
            case Turn(LoggedIn here, Command.NotifySet notify) -> notify(here, notify);
            case Turn(LoggedIn here, Command.NotifyNone _) -> {
                replaceNotifications(
                        new Notifications(client, here.user(), List.of(), settings.newsWithin()));
                yield Answer.ok("you will be told nothing");
            }
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
                    unknownCharset(here, unknown);
            case Turn(Selected here, Command.Fetch fetch) ->
                    new Fetch(client, here.folder()).answer(fetch);
            case Turn(Selected here, Command.Replace replace) -> replace(here, replace);
            case Turn(Selected here, Command.Store store) -> new Store(here.folder()).answer(store);
            case Turn(Selected here, Command.Copy(var numbering, var messages, var target)) ->
                    copier(here).copy(numbering, messages, target);
            case Turn(Selected here, Command.Move(var numbering, var messages, var target)) ->
                    copier(here).move(numbering, messages, target);

            case Turn(_, Command.Malformed(String why)) -> bad(why);
            // Everything that belongs to another state.
            case Turn(_, Command.StartTls _),
                    Turn(_, Command.Login _),
                    Turn(_, Command.Authenticate _),
                    Turn(_, Command.Enable _),
                    Turn(_, Command.Select _),
                    Turn(_, Command.Examine _),
                    Turn(_, Command.Create _),
                    Turn(_, Command.Delete _),
                    Turn(_, Command.Rename _),
                    Turn(_, Command.Subscribe _),
                    Turn(_, Command.Unsubscribe _),
                    Turn(_, Command.ListMailboxes _),
                    Turn(_, Command.Lsub _),
                    Turn(_, Command.Namespace _),
                    Turn(_, Command.Status _),
                    Turn(_, Command.Append _),
                    Turn(_, Command.Idle _),
                    Turn(_, Command.Compress _),
                    Turn(_, Command.GetQuota _),
                    Turn(_, Command.GetQuotaRoot _),
                    Turn(_, Command.SetQuota _),
                    Turn(_, Command.GetAcl _),
                    Turn(_, Command.SetAcl _),
                    Turn(_, Command.DeleteAcl _),
                    Turn(_, Command.ListRights _),
                    Turn(_, Command.MyRights _),
                    Turn(_, Command.GetMetadata _),
                    Turn(_, Command.SetMetadata _),
                    Turn(_, Command.Unauthenticate _),
                    Turn(_, Command.NotifyNone _),
                    Turn(_, Command.NotifySet _),
                    Turn(_, Command.UnknownEvent _),
                    Turn(_, Command.MultiSearch _),
                    Turn(_, Command.Close _),
                    Turn(_, Command.Unselect _),
                    Turn(_, Command.Check _),
                    Turn(_, Command.Expunge _),
                    Turn(_, Command.UidExpunge _),
                    Turn(_, Command.Search _),
                    Turn(_, Command.Sort _),
                    Turn(_, Command.ThreadMessages _),
                    Turn(_, Command.UnknownCharset _),
                    Turn(_, Command.Fetch _),
                    Turn(_, Command.Store _),
                    Turn(_, Command.Copy _),
                    Turn(_, Command.Move _),
                    Turn(_, Command.Replace _) ->
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

    private Answer delete(LoggedIn here, MailboxName name) throws MailException, IOException {
        Answer answer = manage(here).delete(name);
        if (answer.isGood() && here instanceof Selected selected && isGone(selected.folder())) {
            state = new Authenticated(here.user());
            client.notice(Kind.OK, Word.CLOSED, "the selected folder is closed");
        }
        return answer;
    }

    private AccessLists acl(LoggedIn here) {
        return new AccessLists(client, here.user().mailboxes());
    }

    private Metadata metadata(LoggedIn here) {
        return new Metadata(client, here.user().mailboxes());
    }

    private Quotas quotas(LoggedIn here) {
        return new Quotas(client, here.user().mailboxes());
    }

    private Answer notify(LoggedIn here, Command.NotifySet command)
            throws MailException, IOException {
        if (here instanceof Selected selected) {
            // RFC 5465 section 3.1: what has happened up to now.
            selected.folder().update(Duration.ZERO, Telling.EVERYTHING);
        }
        Notify.Result result =
                new Notify(client, here.user(), settings.newsWithin())
                        .answer(command, selected(here));
        result.notifications().ifPresent(this::replaceNotifications);
        return result.answer();
    }

    private void replaceNotifications(Notifications changed) {
        notifications.ifPresent(Notifications::close);
        notifications = Optional.of(changed);
    }

    /** RFC 8437 section 4: as if nobody had logged in, but TLS and compression stay. */
    private Answer unauthenticate() throws IOException {
        client.forgetEnabled();
        user.ifPresent(this::tellUsed);
        user = Optional.empty();
        notifications.ifPresent(Notifications::close);
        notifications = Optional.empty();
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

    /** Its messages have come, unless there were none but such that are here already. */
    private Append arrived(LoggedIn here) {
        if (append.isEmpty()) {
            append =
                    Optional.of(
                            new Append(
                                    here.user(),
                                    new MessageUrls(here.user(), selected(here)),
                                    around.recents(),
                                    settings.messageOctetsMax()));
        }
        return append.get();
    }

    private void tellUsed(User leaving) {
        around.events().emit(leaving.tally().event(connection.session(), leaving.name()));
    }

    private static Optional<SelectedFolder> selected(LoggedIn here) {
        return here instanceof Selected selected
                ? Optional.of(selected.folder())
                : Optional.empty();
    }

    private Answer append(LoggedIn here, Command.Append command) throws MailException {
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
    private Answer replace(Selected here, Command.Replace command)
            throws MailException, IOException {
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

    private Answer idle(LoggedIn here) throws MailException, IOException {
        return new Idle(client, vigil(here, true)).answer();
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

    private static Answer unknownCharset(Selected here, Command.UnknownCharset unknown) {
        if (unknown.isSave()) {
            here.folder().save(NumberSet.EMPTY); // RFC 5182 section 2.1
        }
        return Answer.no(
                new ResponseCode.BadCharset(List.of("UTF-8", "US-ASCII")),
                "the charset " + unknown.charset() + " is unknown here");
    }

    private Copy copier(Selected here) {
        return new Copy(client, here.user(), here.folder(), around.recents());
    }

    /** What happened meanwhile; the command has been done, whatever comes of this. */
    private void tellNews(SelectedFolder folder, Command command) throws IOException {
        Optional<News> news = News.after(command, settings.newsWithin());
        if (news.isEmpty()) {
            return;
        }
        Optional<Telling> telling =
                notifications.isEmpty()
                        ? Optional.of(news.get().telling())
                        : notifications.get().about(news.get().telling(), false);
        if (telling.isEmpty()) {
            return;
        }
        try {
            folder.update(
                    news.get().ageMax(),
                    Changes.areIn(command) ? telling.get().withoutNewItems() : telling.get());
        } catch (MailException failure) {
            if (failure.reason() == Reason.FOLDER_GONE) {
                close(FOLDER_GONE);
            }
            // What is away tells so itself.
        }
    }

    private static boolean isGone(SelectedFolder folder) {
        try {
            folder.folder().refresh(Duration.ZERO);
            return false;
        } catch (MailException failure) {
            return failure.reason() == Reason.FOLDER_GONE;
        }
    }

    /** Messages on their way in. */
    private final class ArrivingMessages implements CommandReader.Messages {

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
                    yield arriving.begin(
                            replace.mailbox(), List.of(replace.replacement()), literal);
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
    }
}

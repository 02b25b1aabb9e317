package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.Command;
import mailstead.imap.server.State.LoggedIn;
import mailstead.imap.server.State.Selected;
import mailstead.mail.MailException;
import mailstead.mail.Reason;

/**
 * Tells a client what it has not asked for: after its commands, while it is idle and, as far as
 * NOTIFY wants it (RFC 5465), between commands. Confined to its session.
 */
final class Herald implements AutoCloseable {

    private final Client client;
    private final ImapSettings settings;

    /** Absent as long as the client has not said NOTIFY. */
    private Optional<Notifications> notifications = Optional.empty();

    Herald(Client client, ImapSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    private Vigil vigil(LoggedIn here, boolean isIdling) {
        return new Vigil(
                client, settings, here.user(), here.folderIfSelected(), notifications, isIdling);
    }

    /**
     * The client has ended a command and said nothing since: only NOTIFY lets us speak.
     *
     * @throws MailException {@code FOLDER_GONE} if the selected folder is
     */
    void betweenCommands(LoggedIn here) throws MailException, IOException {
        if (notifications.isPresent()
                && notifications.get().isActive()
                && !client.connection().hasInput()) {
            vigil(here, false).untilInput();
        }
    }

    Answer idle(LoggedIn here) throws MailException, IOException {
        return new Idle(client, vigil(here, true)).answer();
    }

    /**
     * What the client does itself is no news to it, but what was before is (RFC 5465 section 5).
     */
    void before(Command command, State state) throws IOException {
        if (Changes.areIn(command) && state instanceof LoggedIn here) {
            if (notifications.isPresent()) {
                vigil(here, false).tellOthers();
            }
        }
    }

    /** The client knows what it has done. */
    void done(Command command) {
        if (Changes.areIn(command)) {
            notifications.ifPresent(Notifications::absorb);
        }
    }

    /**
     * What happened in the selected folder meanwhile. The command has been done, whatever comes of
     * this: what is away tells so itself.
     *
     * @throws MailException {@code FOLDER_GONE} if the selected folder is
     */
    void after(Command command, SelectedFolder folder) throws MailException, IOException {
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
                throw failure;
            }
        }
    }

    Answer notify(LoggedIn here, Command.NotifySet command) throws MailException, IOException {
        if (here instanceof Selected selected) {
            // RFC 5465 section 3.1: what has happened up to now.
            selected.folder().update(Duration.ZERO, Telling.EVERYTHING);
        }
        Notify.Result result =
                new Notify(client, here.user(), settings.newsWithin())
                        .answer(command, here.folderIfSelected());
        result.notifications().ifPresent(this::replace);
        return result.answer();
    }

    /** NOTIFY NONE. */
    Answer silence(LoggedIn here) {
        replace(new Notifications(client, here.user(), List.of(), settings.newsWithin()));
        return Answer.ok("you will be told nothing");
    }

    private void replace(Notifications changed) {
        close();
        notifications = Optional.of(changed);
    }

    /** As if NOTIFY had never been said. */
    @Override
    public void close() {
        notifications.ifPresent(Notifications::close);
        notifications = Optional.empty();
    }
}

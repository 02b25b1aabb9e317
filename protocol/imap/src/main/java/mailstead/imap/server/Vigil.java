package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.service.mailbox.OpenFolder;
import mailstead.wire.Connection;

/**
 * A client waits, in IDLE or because NOTIFY lets it, and is told what happens: at once what this
 * node learns, and within {@link ImapSettings#newsWithin} what other nodes do. Now and then it
 * hears that we are still there, which keeps address translators awake. Confined to its session.
 */
final class Vigil {

    private final Client client;
    private final ImapSettings settings;
    private final User user;
    private final Optional<SelectedFolder> selected;
    private final Optional<Notifications> notifications;
    private final boolean isIdling;

    /**
     * @param isIdling the client has asked to be told; else nothing but NOTIFY lets us speak
     */
    Vigil(
            Client client,
            ImapSettings settings,
            User user,
            Optional<SelectedFolder> selected,
            Optional<Notifications> notifications,
            boolean isIdling) {
        this.client = client;
        this.settings = settings;
        this.user = user;
        this.selected = selected;
        this.notifications = notifications;
        this.isIdling = isIdling;
    }

    /**
     * Waits until the client says something.
     *
     * @throws MailException {@code FOLDER_GONE} if the selected folder is
     */
    void untilInput() throws MailException, IOException {
        if (selected.isEmpty()) {
            watch();
            return;
        }
        Runnable wake = client.connection()::wake;
        try (OpenFolder.Watch _ = selected.get().folder().watch(wake)) {
            tell(Duration.ZERO, false);
            watch();
        }
    }

    private void watch() throws MailException, IOException {
        Connection connection = client.connection();
        Duration silence = Duration.ZERO;
        while (true) {
            if (client.isSpeaking()) {
                silence = Duration.ZERO;
            }
            client.pass();
            switch (connection.await(settings.newsWithin())) {
                case INPUT -> {
                    return;
                }
                case WOKEN -> tell(settings.newsWithin(), false);
                case ELAPSED -> {
                    silence = silence.plus(settings.newsWithin());
                    tell(settings.newsWithin(), true);
                    if (silence.compareTo(settings.keepAliveEvery()) >= 0) {
                        client.send(new Response.Notice(Kind.OK, "still here"));
                    }
                }
            }
        }
    }

    private void tell(Duration ageMax, boolean isPoll) throws MailException, IOException {
        user.check();
        Optional<Telling> telling =
                notifications.isEmpty()
                        ? Optional.of(Telling.EVERYTHING)
                        : notifications.get().about(Telling.EVERYTHING, !isIdling);
        if (selected.isPresent() && telling.isPresent()) {
            try {
                selected.get().update(ageMax, telling.get());
            } catch (MailException failure) {
                if (failure.reason() == Reason.FOLDER_GONE) {
                    throw failure;
                }
                // What cannot be asked now is asked again later.
            }
        }
        if (notifications.isPresent()) {
            tellOthers(notifications.get(), ageMax, isPoll);
        }
    }

    /** Of everything but the selected folder. */
    void tellOthers() throws IOException {
        if (notifications.isPresent()) {
            tellOthers(notifications.get(), settings.newsWithin(), true);
        }
    }

    private void tellOthers(Notifications others, Duration ageMax, boolean isPoll)
            throws IOException {
        Optional<String> selectedId = selected.map(folder -> folder.folder().mailboxId());
        try {
            if (!isPoll) {
                others.tell(selectedId);
            } else if (!others.poll(ageMax, selectedId)) {
                others.giveUp();
                client.notice(
                        Kind.OK,
                        Word.NOTIFICATIONOVERFLOW,
                        "these are too many folders to watch by now");
            }
        } catch (MailException _) {
            // Likewise.
        }
    }
}

package mailstead.imap.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.service.mailbox.OpenFolder;
import mailstead.wire.Connection;
import mailstead.wire.Frame;

/**
 * IDLE (RFC 2177): the client waits and is told what happens, at once what this node learns and
 * within {@link ImapSettings#newsWithin} what other nodes do. Now and then it hears that we are
 * still there, which keeps address translators awake.
 */
final class Idle {

    private static final String DONE = "DONE";

    /** {@code DONE} and its line end; some clients put blanks behind it. */
    private static final int LINE_OCTETS_MAX = 64;

    private final Client client;
    private final ImapSettings settings;

    Idle(Client client, ImapSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    Answer answer(Optional<SelectedFolder> selected) throws MailException, IOException {
        client.send(new Response.Continuation("idling"));
        if (selected.isEmpty()) {
            return waitForDone(Optional.empty());
        }
        Connection connection = client.connection();
        try (OpenFolder.Watch _ = selected.get().folder().watch(connection::wake)) {
            tell(selected.get(), Duration.ZERO);
            return waitForDone(selected);
        }
    }

    private Answer waitForDone(Optional<SelectedFolder> selected)
            throws MailException, IOException {
        Connection connection = client.connection();
        Duration silence = Duration.ZERO;
        while (true) {
            client.pass();
            switch (connection.await(settings.newsWithin())) {
                case INPUT -> {
                    return done();
                }
                case WOKEN -> {
                    if (selected.isPresent()) {
                        tell(selected.get(), settings.newsWithin());
                    }
                }
                case ELAPSED -> {
                    silence = silence.plus(settings.newsWithin());
                    if (selected.isPresent()) {
                        tell(selected.get(), settings.newsWithin());
                    }
                    if (silence.compareTo(settings.keepAliveEvery()) >= 0) {
                        silence = Duration.ZERO;
                        client.send(new Response.Notice(Kind.OK, "still here"));
                    }
                }
            }
        }
    }

    /** What cannot be asked now is asked again later; that a folder is gone is for the session. */
    private static void tell(SelectedFolder selected, Duration ageMax)
            throws MailException, IOException {
        try {
            selected.update(ageMax, Telling.EVERYTHING);
        } catch (MailException failure) {
            if (failure.reason() == Reason.FOLDER_GONE) {
                throw failure;
            }
        }
    }

    private Answer done() throws IOException {
        return switch (client.connection().readCommand(LINE_OCTETS_MAX)) {
            case Frame.Line(byte[] octets, boolean _) -> {
                String line = new String(octets, StandardCharsets.US_ASCII).strip();
                yield line.equalsIgnoreCase(DONE)
                        ? Answer.ok("idling is over")
                        : Answer.bad("DONE was expected");
            }
            case Frame.TooLong() -> Answer.bad("DONE was expected");
            case Frame.EndOfInput() -> throw new EOFException("closed by the client");
        };
    }
}

package mailstead.imap.server;

import java.io.EOFException;
import java.io.IOException;
import mailstead.imap.codec.FrameReader;
import mailstead.imap.codec.Response;
import mailstead.mail.MailException;
import mailstead.wire.Frame;

/** IDLE (RFC 2177): the client waits and is told what happens, until it says DONE. */
final class Idle {

    /** {@code DONE} and its line end; some clients put blanks behind it. */
    private static final int LINE_OCTETS_MAX = 64;

    private final Client client;
    private final Vigil vigil;

    Idle(Client client, Vigil vigil) {
        this.client = client;
        this.vigil = vigil;
    }

    Answer answer() throws MailException, IOException {
        client.send(new Response.Continuation("idling"));
        vigil.untilInput();
        return switch (client.connection().readCommand(LINE_OCTETS_MAX)) {
            case Frame.Line(byte[] octets, boolean _) ->
                    FrameReader.isDone(octets)
                            ? Answer.ok("idling is over")
                            : Answer.bad("DONE was expected");
            case Frame.TooLong() -> Answer.bad("DONE was expected");
            case Frame.EndOfInput() -> throw new EOFException("closed by the client");
        };
    }
}

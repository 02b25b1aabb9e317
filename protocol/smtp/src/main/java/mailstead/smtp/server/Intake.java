package mailstead.smtp.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.smtp.codec.Command;
import mailstead.smtp.codec.Reply;

/**
 * What takes one transaction's recipients and, when it is there, its content. Confined to its
 * session.
 */
interface Intake {

    /** Says what stands against the sender, if anything does. */
    Optional<Reply> begin(Transaction transaction);

    /** How many recipients were accepted. */
    int recipients();

    /**
     * Accepts a recipient, or says why not.
     *
     * @throws MailException when it cannot be told; the event has been emitted
     */
    Reply add(Transaction transaction, Command.Rcpt rcpt) throws MailException;

    /**
     * Takes responsibility for the message, or says why not.
     *
     * @param message whole, and nothing wrong with its octets
     * @param begun when it began to arrive
     */
    List<Reply> take(Transaction transaction, IncomingMessage message, Instant begun);

    /** The same answer about the whole message, as often as it is due. */
    List<Reply> forAll(Reply reply);
}

package mailstead.smtp.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;

/**
 * Everything this server says. The class digit of a failure is chosen here and nowhere else
 * (STYLE.md section 6).
 */
public final class Replies {

    public static final Reply OK = Reply.of(250, 0, 0, "OK");
    public static final Reply RESET = Reply.of(250, 0, 0, "Reset");
    public static final Reply SENDER_OK = Reply.of(250, 1, 0, "Sender OK");
    public static final Reply RECIPIENT_OK = Reply.of(250, 1, 5, "Recipient OK");
    public static final Reply GO_AHEAD =
            Reply.of(354, "Send the message, end it with a dot on a line of its own");
    public static final Reply START_TLS = Reply.of(220, 0, 0, "Ready to start TLS");
    public static final Reply CANNOT_VERIFY =
            Reply.of(252, 5, 2, "Cannot verify here, but will take mail for known recipients");
    public static final Reply NO_EXPANSION = Reply.of(502, 5, 1, "Lists are not expanded here");
    public static final Reply HELP =
            Reply.of(214, 0, 0, "See RFC 5321; write to postmaster if mail does not arrive");

    public static final Reply BAD_SEQUENCE =
            Reply.of(503, 5, 1, "Not now: commands in wrong order");
    public static final Reply NO_RECIPIENTS = Reply.of(503, 5, 1, "No valid recipients");
    public static final Reply ALREADY_ENCRYPTED = Reply.of(503, 5, 1, "TLS is already active");
    public static final Reply NOT_OFFERED = Reply.of(502, 5, 1, "Command not offered here");
    public static final Reply UNKNOWN_COMMAND = Reply.of(500, 5, 1, "Unknown command");

    /** RFC 6531 section 3.5. */
    public static final Reply NEEDS_SMTPUTF8 =
            Reply.of(553, 6, 7, "An address beyond ASCII needs SMTPUTF8 in MAIL FROM");

    public static final Reply TOO_MANY_RECIPIENTS =
            Reply.of(452, 5, 3, "Too many recipients, send the rest in a further transaction");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, 7, 0, "Too many errors, closing");
    public static final Reply TOO_MANY_COMMANDS =
            Reply.of(421, 7, 0, "Too many commands, connect again");
    public static final Reply TOO_MANY_TRANSACTIONS =
            Reply.of(421, 7, 0, "Too many messages in one connection, connect again");
    public static final Reply TIMED_OUT = Reply.of(421, 4, 2, "Timed out, closing");
    public static final Reply CANNOT_GO_ON =
            Reply.of(421, 3, 0, "Something went wrong here, closing");
    public static final Reply STOPPING = Reply.of(421, 3, 2, "Service stops, come back soon");

    /** RFC 4954 section 4. */
    public static final Reply LOGGED_IN = Reply.of(235, 7, 0, "Welcome");

    /** RFC 4954 section 4. */
    public static final Reply LOGIN_CANCELLED = Reply.of(501, 7, 0, "Authentication cancelled");

    /** RFC 4954 section 4. */
    public static final Reply MECHANISM_NOT_OFFERED =
            Reply.of(504, 5, 4, "This mechanism is not offered here and now");

    /** RFC 4954 section 4. */
    public static final Reply ALREADY_LOGGED_IN = Reply.of(503, 5, 1, "Already authenticated");

    /** RFC 4954 section 6. */
    public static final Reply LOGIN_REQUIRED = Reply.of(530, 7, 0, "Authentication required");

    public static final Reply TOO_MANY_LOGINS =
            Reply.of(421, 7, 0, "Too many failed log-ins, closing");

    /** RFC 4865 section 4. */
    public static final Reply HELD_TOO_LONG =
            Reply.of(501, 5, 4, "Messages are not held back for so long");

    public static final Reply BARE_LINE_END =
            Reply.of(
                    554,
                    6,
                    0,
                    "Message has a CR or LF that is not part of CRLF (RFC 5321 section 2.3.8)");
    public static final Reply EIGHT_BIT_UNDECLARED =
            Reply.of(554, 6, 1, "Message has octets above 127 but BODY=8BITMIME was not said");
    public static final Reply NUL_IN_CONTENT = Reply.of(554, 6, 0, "Message has NUL octets");

    private Replies() {}

    /**
     * @param word {@code ESMTP} or {@code LMTP}
     */
    public static Reply greeting(String host, String word) {
        return Reply.of(220, host + " " + word + " Mailstead ready");
    }

    public static Reply hello(String host) {
        return Reply.of(250, host);
    }

    /**
     * @param keywords the extensions with their parameters (RFC 5321 section 4.1.1.1)
     */
    public static Reply extendedHello(String host, List<String> keywords) {
        List<String> lines = new ArrayList<>(keywords.size() + 1);
        lines.add(host);
        lines.addAll(keywords);
        return new Reply(250, Optional.empty(), lines);
    }

    public static Reply goodbye(String host) {
        return Reply.of(221, 0, 0, host + " says goodbye");
    }

    public static Reply stored(String messageId) {
        return Reply.of(250, 0, 0, "Stored as " + messageId);
    }

    /** RFC 3030 section 2. */
    public static Reply chunk(long octets) {
        return Reply.of(250, 0, 0, octets + " octets received");
    }

    /** At the door there are no enhanced codes yet (RFC 2034 section 4). */
    public static Reply refusedForNow(String text) {
        return Reply.of(421, text);
    }

    public static Reply refusedForGood(String text) {
        return Reply.of(554, text);
    }

    public static Reply of(Command.Fault fault) {
        return switch (fault) {
            case UNKNOWN_COMMAND -> UNKNOWN_COMMAND;
            case FOREIGN_OCTETS ->
                    Reply.of(500, 5, 2, "Control characters, or octets that are not UTF-8");
            case LINE_TOO_LONG -> Reply.of(500, 5, 2, "Line too long");
            case BARE_LF -> Reply.of(500, 5, 2, "Lines end in CRLF");
            case SYNTAX -> Reply.of(501, 5, 4, "Syntax error in the argument");
            case SENDER_SYNTAX -> Reply.of(501, 1, 7, "Syntax error in the sender's address");
            case RECIPIENT_SYNTAX -> Reply.of(501, 1, 3, "Syntax error in the recipient's address");
            case SENDER_WITHOUT_DOMAIN ->
                    Reply.of(553, 1, 7, "The sender's address needs a domain");
            case RECIPIENT_WITHOUT_DOMAIN ->
                    Reply.of(553, 1, 3, "The recipient's address needs a domain");
            case SENDER_LITERAL ->
                    Reply.of(
                            553,
                            1,
                            7,
                            "The sender's address needs a domain name, not an IP address");
            case RECIPIENT_LITERAL ->
                    Reply.of(553, 1, 3, "Mail for IP addresses is not taken, name a domain");
            case NEEDS_SMTPUTF8 -> NEEDS_SMTPUTF8;
            case UNKNOWN_PARAMETER -> Reply.of(555, 5, 4, "Parameter not known or not offered");
            case PARAMETER_SYNTAX -> Reply.of(501, 5, 4, "Syntax error in a parameter");
            case BDAT_SYNTAX ->
                    Reply.of(421, 5, 4, "Syntax error in BDAT, cannot tell what follows, closing");
        };
    }

    /**
     * RFC 4954 section 6: doubt about credentials is 454, whatever its cause.
     *
     * @param text what to say instead of the usual, if anything
     */
    public static Reply ofLogin(Reason reason, Optional<String> text) {
        return reason.isPermanent()
                ? of(reason)
                : Reply.of(454, 7, 0, text.orElseGet(() -> usualText(reason)));
    }

    /** RFC 4954 section 4: the exchange did not follow the mechanism's rules. */
    public static Reply loginMalformed(String why) {
        return Reply.of(501, 5, 2, "Authentication failed: " + why);
    }

    /** Who had logged in may not stay. */
    public static Reply loginEnded(Reason reason) {
        return Reply.of(421, 7, 0, usualText(reason));
    }

    public static Reply queued(String queueId) {
        return Reply.of(250, 0, 0, "Queued as " + queueId);
    }

    public static Reply of(MailException failure) {
        String text = failure.getMessage();
        return text == null || text.isEmpty() ? of(failure.reason()) : of(failure.reason(), text);
    }

    /**
     * LMTP's answer about one recipient of several (RFC 2033 section 4.2): it must not end the
     * connection.
     */
    public static Reply ofOneAmongMany(MailException failure) {
        Reply reply = of(failure);
        return reply.isGoodbye() ? new Reply(451, reply.enhanced(), reply.text()) : reply;
    }

    public static Reply of(Reason reason) {
        return of(reason, usualText(reason));
    }

    private static String usualText(Reason reason) {
        return switch (reason) {
            case MAILBOX_UNKNOWN -> "No such mailbox here";
            case MESSAGE_GONE -> "The message is gone";
            case FOLDER_GONE -> "The folder is gone";
            case MAILBOX_SUSPENDED -> "Mailbox is suspended, try again later";
            case MAILBOX_FULL -> "Mailbox is full, try again later";
            case MESSAGE_TOO_BIG -> "Message is too big";
            case LOOP_DETECTED -> "Message is in a loop";
            case CREDENTIALS_WRONG -> "Name or password is wrong";
            case ACCOUNT_SUSPENDED -> "Account is suspended";
            case SERVICE_NOT_ALLOWED -> "Account may not use this service";
            case TLS_REQUIRED -> "Say STARTTLS first";
            case RELAY_DENIED -> "Mail for this domain is not taken here";
            case SENDER_NOT_ALLOWED -> "This sender's address is not yours";
            case SENDING_LIMIT -> "Too much mail in a short time, try again later";
            case DIRECTORY_UNAVAILABLE -> "Cannot look up mailboxes just now, try again later";
            case STORAGE_UNAVAILABLE -> "Cannot store mail just now, try again later";
            case OVER_LIMIT -> "Too busy, try again later";
            case INTERNAL_ERROR -> "Something went wrong here, try again later";
        };
    }

    /** The table of STYLE.md section 6. */
    private static Reply of(Reason reason, String text) {
        return switch (reason) {
            case MAILBOX_UNKNOWN -> Reply.of(550, 1, 1, text);
            case MESSAGE_GONE, FOLDER_GONE ->
                    Reply.of(554, 3, 0, text); // nothing in SMTP leads here
            case MAILBOX_SUSPENDED -> Reply.of(450, 2, 1, text);
            case MAILBOX_FULL -> Reply.of(452, 2, 2, text);
            case MESSAGE_TOO_BIG -> Reply.of(552, 3, 4, text);
            case LOOP_DETECTED -> Reply.of(554, 4, 6, text);
            case CREDENTIALS_WRONG -> Reply.of(535, 7, 8, text);
            case ACCOUNT_SUSPENDED -> Reply.of(525, 7, 13, text);
            case SERVICE_NOT_ALLOWED, RELAY_DENIED, SENDER_NOT_ALLOWED -> Reply.of(550, 7, 1, text);
            case TLS_REQUIRED -> Reply.of(530, 7, 0, text);
            case DIRECTORY_UNAVAILABLE -> Reply.of(451, 4, 3, text);
            case STORAGE_UNAVAILABLE, INTERNAL_ERROR -> Reply.of(451, 3, 0, text);
            case SENDING_LIMIT -> Reply.of(451, 7, 1, text);
            case OVER_LIMIT -> Reply.of(421, 3, 2, text);
        };
    }
}

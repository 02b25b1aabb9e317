package mailstead.pop3.server;

import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.pop3.codec.Reply;
import mailstead.pop3.codec.ResponseCode;

/** The one place where a reason becomes POP3's reply (STYLE.md section 6). */
final class Failures {

    private Failures() {}

    /** The reply to what was refused. */
    static Reply.Err refused(Reason reason) {
        return switch (reason) {
            // The same text for both, so that nobody learns which accounts exist.
            case MAILBOX_UNKNOWN, CREDENTIALS_WRONG ->
                    err(ResponseCode.AUTH, "user name or password is wrong");
            case ACCOUNT_SUSPENDED, MAILBOX_SUSPENDED ->
                    err(ResponseCode.AUTH, "this account is suspended");
            case SERVICE_NOT_ALLOWED -> err(ResponseCode.AUTH, "this account may not use POP3");
            case FOLDER_GONE -> new Reply.Err("the folder has been removed by another session");
            case MESSAGE_GONE -> new Reply.Err("this message has been removed by another session");
            case TLS_REQUIRED ->
                    new Reply.Err("a password needs TLS: use STLS first, or the port with TLS");
            case MESSAGE_TOO_BIG, LOOP_DETECTED, RELAY_DENIED, SENDER_NOT_ALLOWED ->
                    err(ResponseCode.SYS_PERM, "this cannot be done, ask your provider");
            case MAILBOX_FULL -> err(ResponseCode.SYS_TEMP, "the mailbox is full");
            case DIRECTORY_UNAVAILABLE ->
                    err(ResponseCode.SYS_TEMP, "log-in cannot be checked now, try again later");
            case STORAGE_UNAVAILABLE ->
                    err(
                            ResponseCode.SYS_TEMP,
                            "the mailbox cannot be reached now, try again later");
            case OVER_LIMIT, SENDING_LIMIT ->
                    err(ResponseCode.SYS_TEMP, "too much at once, try again later");
            case INTERNAL_ERROR ->
                    err(ResponseCode.SYS_TEMP, "something went wrong here, try again later");
        };
    }

    /**
     * The reply to an environment that failed; a storage that failed for good is told as such (RFC
     * 3206 section 4).
     */
    static Reply.Err failed(MailException failure) {
        return failure instanceof PermanentFailure && failure.reason() == Reason.STORAGE_UNAVAILABLE
                ? err(ResponseCode.SYS_PERM, "the mailbox cannot be read, ask your provider")
                : refused(failure.reason());
    }

    private static Reply.Err err(ResponseCode code, String text) {
        return new Reply.Err(code, text);
    }
}

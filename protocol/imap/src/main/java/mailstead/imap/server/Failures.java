package mailstead.imap.server;

import java.util.Optional;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.Response.Condition;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.ResponseCode.Word;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.UserMailboxes;

/** The one place where a reason becomes IMAP's answer (STYLE.md section 6). */
final class Failures {

    private Failures() {}

    /** The answer to what was refused. */
    static Answer.Ended refused(Reason reason) {
        return switch (reason) {
            case MAILBOX_UNKNOWN, FOLDER_GONE ->
                    no(Word.NONEXISTENT, "there is no such folder (any more)");
            case MESSAGE_GONE ->
                    no(Word.EXPUNGEISSUED, "a message has been removed by another session");
            case MAILBOX_SUSPENDED ->
                    no(Word.UNAVAILABLE, "the owner of this folder is suspended for now");
            case MAILBOX_FULL -> no(Word.OVERQUOTA, "the mailbox is full");
            case MESSAGE_TOO_BIG -> no(Word.TOOBIG, "this message is too big");
            case LOOP_DETECTED, RELAY_DENIED, SENDER_NOT_ALLOWED ->
                    no(Word.CANNOT, "this cannot be done");
            case CREDENTIALS_WRONG ->
                    no(Word.AUTHENTICATIONFAILED, "user name or password is wrong");
            case ACCOUNT_SUSPENDED -> no(Word.CONTACTADMIN, "this account is suspended");
            case SERVICE_NOT_ALLOWED ->
                    no(Word.AUTHORIZATIONFAILED, "this account may not use IMAP");
            case TLS_REQUIRED ->
                    no(
                            Word.PRIVACYREQUIRED,
                            "a password needs TLS: use STARTTLS first, or the port with TLS");
            case DIRECTORY_UNAVAILABLE ->
                    no(Word.UNAVAILABLE, "the directory cannot be asked now, try again later");
            case STORAGE_UNAVAILABLE ->
                    no(Word.UNAVAILABLE, "the mailbox cannot be reached now, try again later");
            case OVER_LIMIT, SENDING_LIMIT -> no(Word.LIMIT, "too much at once, try again later");
            case INTERNAL_ERROR -> no(Word.SERVERBUG, "something went wrong here, try again later");
        };
    }

    /** The same of a log-in: nobody learns which accounts exist. */
    static Answer.Ended logInRefused(Reason reason) {
        return refused(reason == Reason.MAILBOX_UNKNOWN ? Reason.CREDENTIALS_WRONG : reason);
    }

    /** What somebody hears who had logged in, and may not stay. */
    static Response.Notice farewell(Reason reason) {
        Answer.Ended why = refused(reason);
        return new Response.Notice(Response.Notice.Kind.BYE, why.code(), why.text());
    }

    /** The answer to an environment that failed. */
    static Answer.Ended failed(MailException failure) {
        return failure instanceof PermanentFailure && failure.reason() == Reason.STORAGE_UNAVAILABLE
                ? no(Word.CONTACTADMIN, "the mailbox cannot be read, ask your provider")
                : refused(failure.reason());
    }

    /** The answer to what this user cannot have. */
    static Answer.Ended refused(Refusal why) {
        return switch (why) {
            case NO_SUCH_FOLDER -> no(Word.NONEXISTENT, "there is no such folder");
            case ALREADY_EXISTS -> no(Word.ALREADYEXISTS, "there is such a folder already");
            case NO_PERMISSION -> no(Word.NOPERM, "you may not do this");
            case INBOX_STAYS -> no(Word.CANNOT, "INBOX cannot be deleted or replaced");
            case BAD_NAME -> no(Word.CANNOT, "no folder can be called so");
            case USE_NOT_POSSIBLE -> no(Word.USEATTR, "no folder here can be of that use");
            case BELOW_ITSELF -> no(Word.CANNOT, "a folder cannot be moved into itself");
            case OTHER_ACCOUNT -> no(Word.CANNOT, "a folder stays in its account");
            case TOO_MANY_FOLDERS -> no(Word.LIMIT, "there are too many folders");
            case TOO_MANY_ANNOTATIONS -> no(Word.METADATA_TOOMANY, "there are too many entries");
            case ANNOTATION_TOO_LONG ->
                    no(
                            new ResponseCode.MetadataMaxSize(UserMailboxes.ANNOTATION_OCTETS_MAX),
                            "this value is too long");
            case BAD_ANNOTATION -> no(Word.CANNOT, "no entry can be called so");
            case TOO_MANY_RIGHTS -> no(Word.LIMIT, "too many have rights already");
            case TOO_MANY_KEYWORDS -> no(Word.LIMIT, "a message would have too many keywords");
            case NO_SUCH_USER -> no(Word.NONEXISTENT, "there is no such user");
            case OWNER_HAS_ALL -> no(Word.CANNOT, "the owner has every right, always");
            case NO_SUCH_QUOTA_ROOT -> no(Word.NONEXISTENT, "there is no such quota root");
            case MESSAGES_GONE ->
                    no(Word.EXPUNGEISSUED, "the messages have been removed by another session");
        };
    }

    /** The same of the folder that messages are put into, which the client could make first. */
    static Answer.Ended refusedTarget(Refusal why) {
        return why == Refusal.NO_SUCH_FOLDER
                ? no(Word.TRYCREATE, "there is no such folder")
                : refused(why);
    }

    private static Answer.Ended no(ResponseCode code, String text) {
        return new Answer.Ended(Condition.NO, Optional.of(code), text);
    }
}

package mailstead.service.search;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.KeptFields;
import mailstead.service.mailbox.MessageSource;

/** One message that is looked at, and what has been found out about it. Confined to its search. */
final class Candidate {

    /** Of a longer header only so much is looked at. */
    static final int HEADER_OCTETS_MAX = 1024 * 1024;

    private final Message message;
    private final MessageSource source;
    private final SoughtTexts sought;
    private Optional<Digest> digest = Optional.empty();
    private Optional<KeptFields> fields = Optional.empty();
    private Optional<Headers> headers = Optional.empty();
    private Optional<SoughtTexts.Result> texts = Optional.empty();
    private boolean isOpened;

    Candidate(Message message, MessageSource source, SoughtTexts sought) {
        this.message = message;
        this.source = source;
        this.sought = sought;
    }

    Message message() {
        return message;
    }

    /** Whether more was needed than what the folder knows. */
    boolean isOpened() {
        return isOpened;
    }

    Digest digest() throws MailException {
        if (digest.isEmpty()) {
            isOpened = true;
            digest = Optional.of(source.digest(message));
        }
        return digest.get();
    }

    long octets() throws MailException {
        return message.size().isPresent() ? message.size().getAsLong() : digest().octets();
    }

    /**
     * A header that has all fields of one name.
     *
     * @param isKept {@link Digest#isKept} of that name
     */
    Headers headersWith(boolean isKept) throws MailException {
        if (!isKept) {
            return wholeHeader();
        }
        if (fields.isEmpty()) {
            isOpened = true;
            fields =
                    Optional.of(
                            digest.isPresent() ? digest.get().fields() : source.fields(message));
        }
        return fields.get().areComplete() ? fields.get().headers() : wholeHeader();
    }

    private Headers wholeHeader() throws MailException {
        if (headers.isEmpty()) {
            long octets = digest().structure().root().header().length();
            try (InputStream stream = source.read(message, 0)) {
                headers =
                        Optional.of(
                                Headers.parse(
                                        stream.readNBytes(
                                                (int) Math.min(octets, HEADER_OCTETS_MAX))));
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return headers.get();
    }

    /** What of all the texts that the search is about is in this message; reads it once. */
    SoughtTexts.Result texts() throws MailException {
        if (texts.isEmpty()) {
            try (InputStream stream = source.read(message, 0)) {
                texts = Optional.of(sought.in(digest().structure(), stream));
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return texts.get();
    }

    private static TemporaryFailure unreadable(IOException cause) {
        return new TemporaryFailure(
                Reason.STORAGE_UNAVAILABLE, "a message cannot be read just now", cause);
    }
}

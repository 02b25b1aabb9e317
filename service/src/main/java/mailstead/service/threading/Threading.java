package mailstead.service.threading;

import java.time.OffsetDateTime;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.RawText;
import mailstead.mail.search.ThreadAlgorithm;
import mailstead.service.mailbox.MessageSource;
import mailstead.service.mailbox.Progress;
import mailstead.service.text.BaseSubject;
import mailstead.service.text.Casemap;

/** THREAD (RFC 5256 section 3). Pure but for what it reads. */
public final class Threading {

    /** What is compared of a folded subject: two that differ only behind this are one. */
    private static final int SUBJECT_CHARACTERS_MAX = 256;

    private Threading() {}

    /**
     * What is kept of one message.
     *
     * @param index its sequence number less 1
     * @param subject base subject, folded
     * @param sentSeconds since 1970
     */
    record Item(int index, String subject, boolean isReply, long sentSeconds) {}

    /** One of the algorithms, given one message after the other. */
    sealed interface Algorithm permits OrderedSubject, ReferencesForest {

        void add(Item item, Digest digest);

        Threads thread();
    }

    /**
     * Puts messages together; one that is removed meanwhile is left out.
     *
     * @param indexes of messages of {@code state}, ascending
     */
    public static <X extends Exception> Threads thread(
            ThreadAlgorithm algorithm,
            FolderState state,
            int[] indexes,
            MessageSource source,
            Progress<X> progress)
            throws MailException, X {
        Algorithm threading =
                switch (algorithm) {
                    case ORDEREDSUBJECT -> new OrderedSubject();
                    case REFERENCES -> new ReferencesForest();
                };
        for (int i = 0; i < indexes.length; i++) {
            Message message = state.get(indexes[i]);
            try {
                Digest digest = source.digest(message);
                threading.add(item(indexes[i], message, digest), digest);
            } catch (MailException failure) {
                if (failure.reason() != Reason.MESSAGE_GONE) {
                    throw failure;
                }
            }
            progress.at(i + 1, indexes.length);
        }
        return threading.thread();
    }

    private static Item item(int index, Message message, Digest digest) {
        BaseSubject subject =
                digest.headers()
                        .value("Subject")
                        .map(RawText::decoded)
                        .map(BaseSubject::of)
                        .orElse(BaseSubject.NONE);
        long sent =
                digest.sentAt()
                        .map(OffsetDateTime::toEpochSecond)
                        .orElse(message.receivedSeconds());
        return new Item(
                index,
                Casemap.foldStart(subject.text(), SUBJECT_CHARACTERS_MAX),
                subject.isReply(),
                sent);
    }
}

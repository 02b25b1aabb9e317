package mailstead.imap.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.imap.codec.AppendMessage;
import mailstead.imap.codec.AppendMessage.Part;
import mailstead.imap.codec.MailboxName;
import mailstead.imap.codec.ResponseCode;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.NewMessage;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.Upload;

/**
 * The messages of one APPEND (RFC 9051 section 6.3.12, RFC 3502 section 6.3.11) or REPLACE, which
 * go to the folder's storage as they come, with what CATENATE takes from messages that are here
 * already (RFC 4469 section 3). All of them are added in the end, or none. The first refusal
 * counts; what comes after it is not wanted. Confined to its session.
 */
final class Append implements AutoCloseable {

    private static final int BUFFER_OCTETS = 16 * 1024;

    private final User user;
    private final MessageUrls urls;
    private final Recents recents;
    private final OptionalLong messageOctetsMax;
    private final List<NewMessage> complete = new ArrayList<>();

    private Optional<OpenFolder> target = Optional.empty();
    private Optional<Upload> current = Optional.empty();
    private Optional<Answer> refusal = Optional.empty();
    private Optional<MailException> failure = Optional.empty();

    /** How many parts of the current message are stored. */
    private int parts;

    /** Whether NUL may be among the octets that come. */
    private boolean isBinary;

    /**
     * @param urls finds what CATENATE names
     */
    Append(User user, MessageUrls urls, Recents recents, OptionalLong messageOctetsMax) {
        this.user = user;
        this.urls = urls;
        this.recents = recents;
        this.messageOctetsMax = messageOctetsMax;
    }

    /** It will not be done, whatever comes; the first one counts. */
    void refuse(Answer answer) {
        if (isWanted()) {
            refusal = Optional.of(answer);
        }
    }

    /**
     * A literal is announced, the last part of the last message.
     *
     * @return whether it is wanted
     */
    boolean begin(MailboxName mailbox, List<AppendMessage> soFar, Part.Literal literal) {
        run(() -> {
            open(mailbox);
            store(soFar, 1);
            isBinary = literal.isBinary();
            checkSize(literal.octets());
        });
        return isWanted();
    }

    private boolean isWanted() {
        return refusal.isEmpty() && failure.isEmpty();
    }

    private void checkSize(long octetsMore) {
        long octets = current.map(Upload::octets).orElse(0L);
        if (octetsMore > messageOctetsMax.orElse(Long.MAX_VALUE) - octets) {
            refuse(Failures.refused(Reason.MESSAGE_TOO_BIG));
        }
    }

    void take(byte[] octets, int offset, int length) {
        run(() -> {
            if (!isBinary) {
                checkNul(octets, offset, length);
            }
            write(octets, offset, length);
        });
    }

    private void write(byte[] octets, int offset, int length) throws MailException {
        if (isWanted()) {
            current.orElseThrow().write(octets, offset, length);
        }
    }

    /** RFC 9051 section 4.3: no NUL but in a literal8. */
    private void checkNul(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (octets[i] == 0) {
                refuse(Answer.bad("a message with NUL must come as literal8"));
                return;
            }
        }
    }

    /** All of the literal has come. */
    void end() {
        parts++;
    }

    /** How the messages are added, once all are there. */
    @FunctionalInterface
    interface Adding {
        Outcome<OpenFolder.Appended> add(OpenFolder target, List<NewMessage> messages)
                throws MailException;
    }

    /** What came of it: the new UIDs, or how it was refused. */
    sealed interface Result {
        record Added(ResponseCode.AppendUid uids) implements Result {}

        record Refused(Answer answer) implements Result {}
    }

    /** The command is whole, or was refused before it was. */
    Result finish(MailboxName mailbox, List<AppendMessage> messages, Adding adding)
            throws MailException {
        run(() -> {
            open(mailbox);
            store(messages, 0);
        });
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (refusal.isPresent()) {
            return new Result.Refused(refusal.get());
        }
        return switch (adding.add(target.orElseThrow(), complete)) {
            case Outcome.Refused<OpenFolder.Appended>(Refusal why) ->
                    new Result.Refused(Failures.refusedTarget(why));
            case Outcome.Done<OpenFolder.Appended>(var appended) -> {
                user.tally().countAppended(appended.messages().size());
                yield new Result.Added(
                        new ResponseCode.AppendUid(
                                appended.uidValidity(),
                                appended.messages().stream().mapToLong(Message::uid).toArray()));
            }
        };
    }

    /** What is done unless it was refused before. */
    @FunctionalInterface
    private interface Work {
        void run() throws MailException;
    }

    private void run(Work work) {
        if (isWanted()) {
            try {
                work.run();
            } catch (MailException thrown) {
                failure = Optional.of(thrown);
            }
        }
    }

    private void open(MailboxName mailbox) throws MailException {
        if (target.isPresent()) {
            return;
        }
        switch (user.mailboxes().open(mailbox.text(), Right.INSERT)) {
            case Outcome.Refused<OpenFolder>(Refusal why) -> refuse(Failures.refusedTarget(why));
            case Outcome.Done<OpenFolder>(OpenFolder folder) -> {
                recents.look(folder);
                target = Optional.of(folder);
            }
        }
    }

    /**
     * Stores what does not come as a literal, and closes messages that are complete.
     *
     * @param announced parts of the last message that are yet to come
     */
    private void store(List<AppendMessage> messages, int announced) throws MailException {
        while (isWanted() && complete.size() < messages.size()) {
            AppendMessage message = messages.get(complete.size());
            boolean isOpen = complete.size() == messages.size() - 1 && announced > 0;
            if (current.isEmpty()) {
                current = Optional.of(target.orElseThrow().upload());
                parts = 0;
            }
            int here = message.parts().size() - (isOpen ? announced : 0);
            while (isWanted() && parts < here) {
                if (message.parts().get(parts) instanceof Part.Url(String url)) {
                    copy(url);
                }
                parts++;
            }
            if (isOpen) {
                return;
            }
            close(message);
        }
    }

    private void copy(String url) throws MailException {
        Optional<MessageUrls.Piece> piece = urls.find(url);
        if (piece.isEmpty()) {
            refuse(Answer.no(new ResponseCode.BadUrl(url), "there is no such message or part"));
            return;
        }
        checkSize(piece.get().octets());
        if (!isWanted()) {
            return;
        }
        try (InputStream content = piece.get().open()) {
            byte[] buffer = new byte[BUFFER_OCTETS];
            for (int octets = content.read(buffer); octets >= 0; octets = content.read(buffer)) {
                write(buffer, 0, octets);
            }
        } catch (IOException unreadable) {
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE, "a message cannot be read now", unreadable);
        }
    }

    private void close(AppendMessage message) {
        if (!isWanted()) {
            return;
        }
        Upload upload = current.orElseThrow();
        if (upload.octets() == 0) {
            // RFC 3502 section 6.3.11: so a client gives up.
            refuse(Answer.no("an empty message is not appended"));
            return;
        }
        complete.add(new NewMessage(upload, message.flags(), message.internalDate()));
        current = Optional.empty();
    }

    @Override
    public void close() {
        complete.forEach(message -> message.upload().close());
        current.ifPresent(Upload::close);
    }
}

package mailstead.imap.server;

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
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.NewMessage;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.mailbox.Refusal;
import mailstead.service.mailbox.Upload;

/**
 * One APPEND (RFC 9051 section 6.3.12) with any number of messages (RFC 3502 section 6.3.11), which
 * go to the folder's storage as they come. All of them are added in the end, or none. The first
 * refusal counts; what comes after it is not wanted. Confined to its session.
 */
final class Append implements AutoCloseable {

    private final User user;
    private final OptionalLong messageOctetsMax;
    private final List<NewMessage> complete = new ArrayList<>();

    private Optional<OpenFolder> target = Optional.empty();
    private Optional<Upload> current = Optional.empty();
    private Optional<Answer> refusal = Optional.empty();
    private Optional<MailException> failure = Optional.empty();

    /** How many parts of the current message are stored. */
    private int parts;

    private boolean isBinary;

    Append(User user, OptionalLong messageOctetsMax) {
        this.user = user;
        this.messageOctetsMax = messageOctetsMax;
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
            long octets = current.map(Upload::octets).orElse(0L);
            if (literal.octets() > messageOctetsMax.orElse(Long.MAX_VALUE) - octets) {
                refusal = Optional.of(Failures.refused(Reason.MESSAGE_TOO_BIG));
            }
        });
        return isWanted();
    }

    private boolean isWanted() {
        return refusal.isEmpty() && failure.isEmpty();
    }

    void take(byte[] octets, int offset, int length) {
        run(() -> {
            if (!isBinary) {
                checkNul(octets, offset, length);
            }
            if (isWanted()) {
                current.orElseThrow().write(octets, offset, length);
            }
        });
    }

    /** RFC 9051 section 4.3: no NUL but in a literal8. */
    private void checkNul(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (octets[i] == 0) {
                refusal = Optional.of(Answer.bad("a message with NUL must come as literal8"));
                return;
            }
        }
    }

    void end() {
        parts++;
    }

    /** The command is whole, or was refused before it was. */
    Answer answer(MailboxName mailbox, List<AppendMessage> messages) throws MailException {
        run(() -> {
            open(mailbox);
            store(messages, 0);
            finishMessage(messages);
        });
        if (failure.isPresent()) {
            throw failure.get();
        }
        return refusal.isPresent() ? refusal.get() : add();
    }

    private Answer add() throws MailException {
        return switch (target.orElseThrow().append(complete)) {
            case Outcome.Refused<OpenFolder.Appended>(Refusal why) -> Failures.refusedTarget(why);
            case Outcome.Done<OpenFolder.Appended>(var appended) ->
                    Answer.ok(uids(appended), "appended");
        };
    }

    static ResponseCode uids(OpenFolder.Appended appended) {
        return new ResponseCode.AppendUid(
                appended.uidValidity(),
                appended.messages().stream().mapToLong(Message::uid).toArray());
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
            case Outcome.Refused<OpenFolder>(Refusal why) ->
                    refusal = Optional.of(Failures.refusedTarget(why));
            case Outcome.Done<OpenFolder>(OpenFolder folder) -> target = Optional.of(folder);
        }
    }

    /**
     * Stores what does not come as a literal, and closes messages that are complete.
     *
     * @param announced parts of the last message that are yet to come
     */
    private void store(List<AppendMessage> messages, int announced) throws MailException {
        while (refusal.isEmpty() && complete.size() < messages.size()) {
            boolean isLast = complete.size() == messages.size() - 1;
            if (current.isEmpty()) {
                current = Optional.of(target.orElseThrow().upload());
                parts = 0;
            }
            if (isLast) {
                return;
            }
            finishMessage(messages);
        }
    }

    private void finishMessage(List<AppendMessage> messages) {
        if (refusal.isPresent() || current.isEmpty()) {
            return;
        }
        AppendMessage message = messages.get(complete.size());
        if (current.get().octets() == 0) {
            // RFC 3502 section 6.3.11: so a client gives up.
            refusal = Optional.of(Answer.no("an empty message is not appended"));
            return;
        }
        complete.add(new NewMessage(current.get(), message.flags(), message.internalDate()));
        current = Optional.empty();
    }

    @Override
    public void close() {
        complete.forEach(message -> message.upload().close());
        current.ifPresent(Upload::close);
    }
}

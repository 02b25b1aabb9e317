package mailstead.imap.server;

import java.io.InputStream;
import java.util.Optional;
import mailstead.imap.codec.FetchItem;
import mailstead.imap.codec.MessageUrl;
import mailstead.mail.MailException;
import mailstead.mail.folder.FolderState;
import mailstead.mail.folder.Message;
import mailstead.mail.folder.Right;
import mailstead.service.mailbox.MessageSource;
import mailstead.service.mailbox.OpenFolder;
import mailstead.service.mailbox.Outcome;
import mailstead.service.sections.Excerpt;
import mailstead.service.sections.Sections;

/** Finds the messages and parts that URLs name (RFC 4469 section 3). Confined to its session. */
final class MessageUrls {

    private final User user;
    private final Optional<SelectedFolder> selected;

    /**
     * @param selected where URLs without a folder lead
     */
    MessageUrls(User user, Optional<SelectedFolder> selected) {
        this.user = user;
        this.selected = selected;
    }

    /** Some octets of a message. */
    record Piece(Excerpt excerpt, long offset, long count) {

        long octets() {
            return excerpt.octets(offset, count);
        }

        /** The caller closes the stream. */
        InputStream open() throws MailException {
            return excerpt.open(offset, count);
        }
    }

    /** Empty for everything that is not there, or not this user's to read. */
    Optional<Piece> find(String text) throws MailException {
        Optional<MessageUrl> url = MessageUrl.parse(text);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (url.get().mailbox().isEmpty()) {
            return selected.isEmpty()
                    ? Optional.empty()
                    : find(url.get(), selected.get().folder(), selected.get().shown());
        }
        String name = url.get().mailbox().get().text();
        return user.mailboxes().open(name, Right.READ)
                        instanceof Outcome.Done<OpenFolder>(OpenFolder folder)
                ? find(url.get(), folder, folder.known())
                : Optional.empty();
    }

    private static Optional<Piece> find(MessageUrl url, MessageSource source, FolderState state)
            throws MailException {
        Optional<Message> message = state.byUid(url.uid());
        if (message.isEmpty()
                || url.uidValidity().orElse(state.uidValidity()) != state.uidValidity()) {
            return Optional.empty();
        }
        Optional<Excerpt> found =
                new Sections(source).excerpt(message.get(), FetchWriter.sought(url.section()));
        long offset = url.partial().map(FetchItem.Partial::offset).orElse(0L);
        long count = url.partial().map(FetchItem.Partial::octets).orElse(Long.MAX_VALUE);
        return found.map(excerpt -> new Piece(excerpt, offset, count));
    }
}

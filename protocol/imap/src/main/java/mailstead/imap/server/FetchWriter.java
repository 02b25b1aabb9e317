package mailstead.imap.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.imap.codec.FetchData;
import mailstead.imap.codec.FetchItem;
import mailstead.imap.codec.ResponseEncoder;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Message;
import mailstead.mail.mime.Digest;
import mailstead.mail.mime.Span;
import mailstead.service.sections.Binary;
import mailstead.service.sections.Excerpt;
import mailstead.service.sections.Section;
import mailstead.service.sections.Sections;
import mailstead.service.threading.ThreadIds;

/**
 * Writes what FETCH asks of one message after the other. What can fail is done before the first
 * word of a message: only content that breaks off in the middle ends the connection, so that no
 * client takes a part for the whole. Confined to its session.
 */
final class FetchWriter {

    private static final int PIECE_OCTETS_MAX = 16 * 1024;

    private final Client client;
    private final SelectedFolder selected;
    private final Sections sections;
    private final List<FetchItem> items;

    FetchWriter(Client client, SelectedFolder selected, List<FetchItem> items) {
        this.client = client;
        this.selected = selected;
        this.sections = new Sections(selected.folder());
        this.items = items;
    }

    /** What came of one message. */
    enum Result {
        WRITTEN,
        /** Removed while it was being written: some of it is NIL. */
        PARTLY_GONE,
        /** Nothing was written (RFC 3516 section 4.3). */
        UNKNOWN_ENCODING
    }

    /** One piece of a message's data. */
    private sealed interface Piece {

        record Ready(FetchData data) implements Piece {}

        /** To be streamed. */
        record Streamed(FetchItem.Content item, long octets, boolean isBinary, Opener opener)
                implements Piece {}
    }

    @FunctionalInterface
    private interface Opener {
        InputStream open() throws MailException;
    }

    /** Not worth an answer: a part has a transfer encoding that nobody here knows. */
    private static final class UnknownEncoding extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownEncoding() {
            super("unknown transfer encoding");
        }
    }

    /**
     * @throws MailException {@code MESSAGE_GONE}, and nothing was written
     * @throws CutShort in the middle of the message's octets
     */
    Result write(Message message) throws MailException, IOException {
        List<Piece> pieces;
        try {
            pieces = pieces(message);
        } catch (UnknownEncoding _) {
            return Result.UNKNOWN_ENCODING;
        }
        Optional<InputStream> first = openFirst(pieces);
        boolean isPartlyGone = false;
        ResponseEncoder encoder = client.encoder();
        encoder.beginFetch(client.numbering(), selected.number(client.numbering(), message.uid()));
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Ready(FetchData data) -> encoder.item(data);
                case Piece.Streamed streamed -> {
                    Optional<InputStream> opened = first.isPresent() ? first : open(streamed);
                    first = Optional.empty();
                    if (opened.isPresent()) {
                        stream(encoder, streamed, opened.get());
                    } else {
                        isPartlyGone = true;
                        encoder.item(new FetchData.Missing(streamed.item()));
                    }
                }
            }
        }
        encoder.endFetch();
        if (pieces.stream().anyMatch(Piece.Streamed.class::isInstance)) {
            selected.tally().countFetched();
        }
        return isPartlyGone ? Result.PARTLY_GONE : Result.WRITTEN;
    }

    private static Optional<InputStream> openFirst(List<Piece> pieces) throws MailException {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Streamed streamed) {
                return Optional.of(streamed.opener().open());
            }
        }
        return Optional.empty();
    }

    /** Empty if it has gone since the first of them was opened. */
    private static Optional<InputStream> open(Piece.Streamed streamed) throws CutShort {
        try {
            return Optional.of(streamed.opener().open());
        } catch (MailException failure) {
            if (failure.reason() == Reason.MESSAGE_GONE) {
                return Optional.empty();
            }
            throw new CutShort(failure);
        }
    }

    private static void stream(ResponseEncoder encoder, Piece.Streamed piece, InputStream opened)
            throws IOException {
        try (InputStream content = opened) {
            encoder.item(new FetchData.Announced(piece.item(), piece.octets(), piece.isBinary()));
            byte[] buffer = new byte[(int) Math.min(PIECE_OCTETS_MAX, piece.octets())];
            long left = piece.octets();
            while (left > 0) {
                int octets = read(content, buffer, (int) Math.min(buffer.length, left));
                encoder.stream(buffer, 0, octets);
                left -= octets;
            }
        }
    }

    @SuppressWarnings(
            "CatchingUnchecked") // a bug in the middle of a message must cut it short as well
    private static int read(InputStream content, byte[] buffer, int octetsMax) throws CutShort {
        try {
            int octets = content.read(buffer, 0, octetsMax);
            if (octets <= 0) {
                throw new CutShort(new IOException("the message is shorter than it was"));
            }
            return octets;
        } catch (CutShort cut) {
            throw cut;
        } catch (IOException | RuntimeException unreadable) {
            throw new CutShort(unreadable);
        }
    }

    /** The message could not be read to its end after a part was sent. */
    static final class CutShort extends IOException {
        private static final long serialVersionUID = 1L;

        CutShort(Throwable cause) {
            super("a message could not be read to its end", cause);
        }
    }

    // ---- what there is

    private List<Piece> pieces(Message message) throws MailException, UnknownEncoding {
        List<Piece> pieces = new ArrayList<>(items.size());
        Optional<Digest> digest = Optional.empty();
        for (FetchItem item : items) {
            if (item instanceof FetchItem.Content content) {
                pieces.add(content(message, content));
                continue;
            }
            if (digest.isEmpty() && needsDigest(message, item)) {
                digest = Optional.of(selected.folder().digest(message));
            }
            pieces.add(new Piece.Ready(data(message, item, digest)));
        }
        return pieces;
    }

    private static boolean needsDigest(Message message, FetchItem item) {
        return switch (item) {
            case FetchItem.Envelope _,
                    FetchItem.BodyStructure _,
                    FetchItem.Preview _,
                    FetchItem.ThreadId _ ->
                    true;
            case FetchItem.Size _ -> message.size().isEmpty();
            case FetchItem.Flags _,
                    FetchItem.InternalDate _,
                    FetchItem.Uid _,
                    FetchItem.Content _,
                    FetchItem.BinarySize _,
                    FetchItem.ModSeq _,
                    FetchItem.EmailId _,
                    FetchItem.SaveDate _ ->
                    false;
        };
    }

    /**
     * @param digest there if the item needs it
     */
    private FetchData data(Message message, FetchItem item, Optional<Digest> digest)
            throws MailException, UnknownEncoding {
        return switch (item) {
            case FetchItem.Flags _ ->
                    new FetchData.Flags(message.flags(), selected.isRecent(message.uid()));
            case FetchItem.Uid _ -> new FetchData.Uid(message.uid());
            case FetchItem.InternalDate _ -> new FetchData.InternalDate(message.internalDate());
            case FetchItem.Size _ ->
                    new FetchData.Size(
                            message.size().orElseGet(() -> digest.orElseThrow().octets()));
            case FetchItem.Envelope _ -> new FetchData.Envelope(digest.orElseThrow().envelope());
            case FetchItem.BodyStructure(boolean isExtensible) ->
                    new FetchData.BodyStructure(digest.orElseThrow().structure(), isExtensible);
            case FetchItem.ModSeq _ -> new FetchData.ModSeq(message.modSeq());
            case FetchItem.EmailId _ -> new FetchData.EmailId(message.emailId());
            case FetchItem.ThreadId _ ->
                    new FetchData.ThreadId(
                            Optional.of(ThreadIds.of(message, digest.orElseThrow())));
            case FetchItem.SaveDate _ -> new FetchData.SaveDate(Optional.of(message.saveDate()));
            case FetchItem.Preview _ ->
                    // RFC 8970 section 3.1: a message without text has an empty one.
                    new FetchData.Preview(Optional.of(digest.orElseThrow().preview().orElse("")));
            case FetchItem.BinarySize(var part) -> binarySize(message, part);
            case FetchItem.Content _ -> throw new IllegalArgumentException("content is not held");
        };
    }

    private FetchData binarySize(Message message, List<Integer> part)
            throws MailException, UnknownEncoding {
        return switch (sections.binary(message, part, 0, Long.MAX_VALUE)) {
            case Binary.Decoded(Binary.Content content) ->
                    new FetchData.BinarySize(part, content.octets());
            case Binary.NoSuchPart _ -> new FetchData.BinarySize(part, 0);
            case Binary.UnknownEncoding _ -> throw new UnknownEncoding();
        };
    }

    private Piece content(Message message, FetchItem.Content item)
            throws MailException, UnknownEncoding {
        return switch (item) {
            case FetchItem.Body(var section, boolean _, var partial) ->
                    excerpt(message, item, section, partial);
            case FetchItem.Rfc822(var part) ->
                    excerpt(message, item, part.section(), Optional.empty());
            case FetchItem.Binary(var part, boolean _, var partial) ->
                    binary(message, item, part, partial);
        };
    }

    private Piece excerpt(
            Message message,
            FetchItem.Content item,
            mailstead.imap.codec.Section section,
            Optional<FetchItem.Partial> partial)
            throws MailException {
        Optional<Excerpt> found = found(message, section);
        if (found.isEmpty()) {
            return new Piece.Ready(new FetchData.Missing(item));
        }
        Excerpt excerpt = found.get();
        long offset = partial.map(FetchItem.Partial::offset).orElse(0L);
        long count = partial.map(FetchItem.Partial::octets).orElse(Long.MAX_VALUE);
        return new Piece.Streamed(
                item, excerpt.octets(offset, count), false, () -> excerpt.open(offset, count));
    }

    private Optional<Excerpt> found(Message message, mailstead.imap.codec.Section section)
            throws MailException {
        if (section.equals(mailstead.imap.codec.Section.MESSAGE) && message.size().isPresent()) {
            // Nobody needs to know its structure for that.
            Span all = new Span(0, message.size().getAsLong());
            return Optional.of(new Excerpt.Stretch(selected.folder(), message, all));
        }
        return sections.excerpt(message, sought(section));
    }

    /** As the service calls it. */
    static Section sought(mailstead.imap.codec.Section section) {
        List<Integer> part = section.part();
        return switch (section.text()) {
            case mailstead.imap.codec.Section.Text.Whole() -> new Section.Whole(part);
            case mailstead.imap.codec.Section.Text.Header() -> new Section.Header(part);
            case mailstead.imap.codec.Section.Text.HeaderFields(boolean isNot, var names) ->
                    new Section.HeaderFields(part, isNot, names);
            case mailstead.imap.codec.Section.Text.Body() -> new Section.Text(part);
            case mailstead.imap.codec.Section.Text.Mime() -> new Section.Mime(part);
        };
    }

    private Piece binary(
            Message message,
            FetchItem.Content item,
            List<Integer> part,
            Optional<FetchItem.Partial> partial)
            throws MailException, UnknownEncoding {
        long offset = partial.map(FetchItem.Partial::offset).orElse(0L);
        long count = partial.map(FetchItem.Partial::octets).orElse(Long.MAX_VALUE);
        return switch (sections.binary(message, part, offset, count)) {
            case Binary.Decoded(Binary.Content content) ->
                    new Piece.Streamed(item, content.octets(), content.mayHaveNul(), content::open);
            case Binary.NoSuchPart _ -> new Piece.Ready(new FetchData.Missing(item));
            case Binary.UnknownEncoding _ -> throw new UnknownEncoding();
        };
    }
}

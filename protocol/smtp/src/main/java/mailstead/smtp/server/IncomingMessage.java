package mailstead.smtp.server;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Content;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.smtp.codec.ContentSink;
import mailstead.smtp.codec.ContentTraits;
import mailstead.smtp.codec.Leniency;
import mailstead.smtp.codec.Replies;
import mailstead.smtp.codec.Reply;

/**
 * A message while it arrives: kept as long as it may still be accepted; once it may not, the rest
 * is counted and dropped, so that the conversation stays in step. Confined to its session.
 */
final class IncomingMessage implements ContentSink, AutoCloseable {

    private final ContentBuffer buffer;
    private final long octetsMax;
    private final ContentTraits traits = new ContentTraits();
    private Optional<MailException> failure = Optional.empty();
    private long octets;

    IncomingMessage(ContentBuffer buffer, long octetsMax) {
        this.buffer = buffer;
        this.octetsMax = octetsMax;
    }

    @Override
    public void accept(ByteBuffer piece) {
        octets += piece.remaining();
        if (failure.isPresent()) {
            return;
        }
        if (octets > octetsMax) {
            fail(tooBig(octetsMax));
            return;
        }
        traits.examine(piece);
        try {
            buffer.append(piece);
        } catch (MailException e) {
            fail(e);
        }
    }

    static PermanentFailure tooBig(long octetsMax) {
        return new PermanentFailure(
                Reason.MESSAGE_TOO_BIG, "Message is larger than " + octetsMax + " octets");
    }

    /** Whether nothing more than its end is of interest. */
    boolean isLost() {
        return failure.isPresent();
    }

    Optional<MailException> failure() {
        return failure;
    }

    /** Whether there are octets above 127. */
    boolean hasEightBit() {
        return traits.hasEightBit();
    }

    /** Valid until closed. */
    Content content() {
        return buffer;
    }

    /**
     * What is wrong with the octets themselves, or empty; and which leniencies forgave the rest.
     */
    Judgement judge(boolean eightBitDeclared, Set<Leniency> allowed) {
        List<Leniency> bent = new ArrayList<>(2);
        if (traits.hasBareLineEnd()) {
            if (!allowed.contains(Leniency.BARE_LINE_END_IN_CONTENT)) {
                return new Judgement(Optional.of(Replies.BARE_LINE_END), List.of());
            }
            bent.add(Leniency.BARE_LINE_END_IN_CONTENT);
        }
        if (traits.hasNul()) {
            if (!allowed.contains(Leniency.NUL_IN_CONTENT)) {
                return new Judgement(Optional.of(Replies.NUL_IN_CONTENT), List.of());
            }
            bent.add(Leniency.NUL_IN_CONTENT);
        }
        if (traits.hasEightBit() && !eightBitDeclared) {
            if (!allowed.contains(Leniency.EIGHT_BIT_UNDECLARED)) {
                return new Judgement(Optional.of(Replies.EIGHT_BIT_UNDECLARED), List.of());
            }
            bent.add(Leniency.EIGHT_BIT_UNDECLARED);
        }
        return new Judgement(Optional.empty(), bent);
    }

    record Judgement(Optional<Reply> refusal, List<Leniency> bent) {}

    private void fail(MailException why) {
        failure = Optional.of(why);
        buffer.close();
    }

    @Override
    public void close() {
        buffer.close();
    }
}

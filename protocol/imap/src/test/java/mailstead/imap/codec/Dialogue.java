package mailstead.imap.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client's octets of one command, fed to a {@link FrameReader} as a session does it, in pieces of
 * any size.
 */
final class Dialogue {

    /**
     * What came of it.
     *
     * @param last absent if the octets ended before the command did
     * @param announced each message literal, as it was announced
     * @param messages the octets of those
     * @param continuations how often the client was told to go on
     * @param rest octets behind the command
     */
    record Outcome(
            Optional<Step> last,
            List<Step.ReadMessage> announced,
            List<byte[]> messages,
            int continuations,
            byte[] rest,
            Set<Leniency> bent,
            int heldMax) {

        Tagged tagged() {
            return switch (last.orElseThrow()) {
                case Step.Complete(var tagged) -> tagged;
                case Step.Hopeless(var tagged) -> tagged;
                case Step other -> throw new AssertionError("no end: " + other);
            };
        }

        Command command() {
            return tagged().command();
        }
    }

    private final Limits limits;
    private final Set<Leniency> allowed;
    private final Set<Extension> enabled;

    Dialogue(Limits limits, Set<Leniency> allowed, Set<Extension> enabled) {
        this.limits = limits;
        this.allowed = allowed;
        this.enabled = enabled;
    }

    static Dialogue lenient(Extension... enabled) {
        return new Dialogue(Limits.STANDARD, EnumSet.allOf(Leniency.class), Set.of(enabled));
    }

    static Dialogue strict(Extension... enabled) {
        return new Dialogue(Limits.STANDARD, Set.of(), Set.of(enabled));
    }

    /** The line end of the last line is added. */
    Outcome feed(String text) {
        return feed((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    Command command(String text) {
        return feed(text).command();
    }

    /** The command of a line that bends nothing. */
    static Command read(String text) {
        return strict().command(text);
    }

    Outcome feed(byte[] octets) {
        return new Run(new FrameReader(limits, allowed, enabled), octets).outcome();
    }

    private static final class Run {

        private final FrameReader frame;
        private final byte[] octets;
        private final List<Step.ReadMessage> announced = new ArrayList<>();
        private final List<byte[]> messages = new ArrayList<>();
        private int continuations;
        private int heldMax;
        private int at;

        Run(FrameReader frame, byte[] octets) {
            this.frame = frame;
            this.octets = octets;
        }

        Outcome outcome() {
            Optional<Step> last = steps();
            return new Outcome(
                    last,
                    announced,
                    messages,
                    continuations,
                    Arrays.copyOfRange(octets, at, octets.length),
                    frame.bent(),
                    heldMax);
        }

        private Optional<Step> steps() {
            while (true) {
                Optional<byte[]> line = line();
                if (line.isEmpty()) {
                    return Optional.empty();
                }
                Step step = frame.line(line.get());
                switch (step) {
                    case Step.Complete _, Step.Hopeless _ -> {
                        return Optional.of(step);
                    }
                    case Step.ReadLiteral(int count, boolean isSynchronizing) -> {
                        continuations += isSynchronizing ? 1 : 0;
                        heldMax = Math.max(heldMax, count);
                        Optional<byte[]> literal = take(count);
                        if (literal.isEmpty()) {
                            return Optional.empty();
                        }
                        frame.literal(literal.get());
                    }
                    case Step.ReadMessage message -> {
                        continuations += message.literal().isSynchronizing() ? 1 : 0;
                        announced.add(message);
                        Optional<byte[]> content = take(message.literal().octets());
                        if (content.isEmpty()) {
                            return Optional.empty();
                        }
                        messages.add(content.get());
                        frame.messageRead();
                    }
                    case Step.SkipLiteral(long count) -> {
                        if (take(count).isEmpty()) {
                            return Optional.empty();
                        }
                        frame.skipped();
                    }
                }
            }
        }

        private Optional<byte[]> take(long count) {
            if (count > octets.length - at) {
                return Optional.empty();
            }
            byte[] part = Arrays.copyOfRange(octets, at, at + (int) count);
            at += part.length;
            return Optional.of(part);
        }

        private Optional<byte[]> line() {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int i = at; i + 1 < octets.length; i++) {
                if (octets[i] == '\r' && octets[i + 1] == '\n') {
                    at = i + 2;
                    return Optional.of(line.toByteArray());
                }
                line.write(octets[i]);
            }
            return Optional.empty();
        }
    }
}

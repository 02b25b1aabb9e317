package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for all commands and for all octets; each failure names its seed. */
final class CommandPropertiesTest {

    private static final int ROUNDS = 3_000;
    private static final Limits TIGHT = new Limits(200, 60, 400, 40, 300, 3);

    private static Dialogue dialogue(boolean isUtf8) {
        return isUtf8 ? Dialogue.strict(Extension.UTF8_ACCEPT) : Dialogue.strict();
    }

    private static byte[] encoded(Random random, boolean isUtf8) {
        return new CommandEncoder(random, isUtf8).encode(new RandomCommands(random, isUtf8).next());
    }

    @Test
    void readsWhatAClientWrites() {
        Set<Class<?>> seen = new HashSet<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            boolean isUtf8 = random.nextBoolean();
            Tagged tagged = new RandomCommands(random, isUtf8).next();
            byte[] octets = new CommandEncoder(random, isUtf8).encode(tagged);
            Dialogue.Outcome outcome = dialogue(isUtf8).feed(octets);
            int number = seed;
            Supplier<String> context =
                    () -> "seed " + number + ": " + new String(octets, StandardCharsets.UTF_8);
            assertThat(outcome.last()).as(context).isPresent();
            if (isWithOctets(tagged.command())) {
                assertThat(outcome.tagged())
                        .as(context)
                        .usingRecursiveComparison()
                        .isEqualTo(tagged);
            } else {
                assertThat(outcome.tagged()).as(context).isEqualTo(tagged);
            }
            assertThat(outcome.rest()).as(context).isEmpty();
            assertThat(outcome.bent()).as(context).isEmpty();
            seen.add(tagged.command().getClass());
        }
        Set<Class<?>> all = records(Command.class).collect(Collectors.toSet());
        all.remove(Command.Malformed.class);
        assertThat(seen).isEqualTo(all);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(CommandPropertiesTest::records)
                : Stream.of(type);
    }

    /** Arrays are never equal by themselves. */
    private static boolean isWithOctets(Command command) {
        return command instanceof Command.Login || command instanceof Command.SetMetadata;
    }

    @Test
    void leavesTheNextCommandAlone() {
        byte[] next = "n NOOP\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int seed = 0; seed < ROUNDS / 10; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            octets.writeBytes(encoded(random, false));
            octets.writeBytes(next);
            assertThat(dialogue(false).feed(octets.toByteArray()).rest())
                    .as("seed " + seed)
                    .isEqualTo(next);
        }
    }

    /** Whatever the parser thinks of a command, its frame ends at the same place. */
    @Test
    void endsABrokenCommandWhereAWholeOneEnds() {
        byte[] next = "n NOOP\r\n".getBytes(StandardCharsets.US_ASCII);
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] octets = unasked(encoded(random, false));
            int broken = 2 + random.nextInt(octets.length - 4);
            if (isStructural(octets, broken)) {
                continue;
            }
            octets[broken] = (byte) "\"\\()*%\0\u007f$".charAt(random.nextInt(9));
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(octets);
            both.writeBytes(next);
            Dialogue.Outcome outcome = Dialogue.lenient().feed(both.toByteArray());
            assertThat(outcome.rest()).as("seed " + seed).isEqualTo(next);
        }
    }

    /** The same command with all its literals sent unasked, of messages too. */
    private static byte[] unasked(byte[] octets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int at = 0;
        while (at < octets.length) {
            int end = at;
            while (octets[end] != '\r' || octets[end + 1] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(octets, at, end);
            at = end + 2;
            Announcement announcement = Announcement.of(line).orElse(null);
            if (announcement == null) {
                all.writeBytes(line);
                all.writeBytes(new byte[] {'\r', '\n'});
                return all.toByteArray();
            }
            all.write(line, 0, announcement.start());
            String head = (announcement.isBinary() ? "~{" : "{") + announcement.octets() + "+}\r\n";
            all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            all.write(octets, at, (int) announcement.octets());
            at += (int) announcement.octets();
        }
        throw new AssertionError("a command ends with a line");
    }

    /** Whether a change there would move the frame's end. */
    private static boolean isStructural(byte[] octets, int at) {
        for (int i = Math.max(0, at - 12); i < Math.min(octets.length, at + 12); i++) {
            if (octets[i] == '{' || octets[i] == '}' || octets[i] == '\r' || octets[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    @Test
    void survivesMutationsOfCommands() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] octets = mutated(encoded(random, random.nextBoolean()), random);
            for (Dialogue dialogue :
                    List.of(
                            Dialogue.strict(),
                            Dialogue.lenient(Extension.UTF8_ACCEPT),
                            new Dialogue(TIGHT, EnumSet.allOf(Leniency.class), Set.of()))) {
                checked(dialogue.feed(octets), seed);
            }
        }
    }

    private static byte[] mutated(byte[] octets, Random random) {
        byte[] changed = octets;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(changed.length);
            ByteArrayOutputStream next = new ByteArrayOutputStream();
            next.write(changed, 0, at);
            switch (random.nextInt(4)) {
                case 0 -> next.write(random.nextInt(256));
                case 1 -> next.write("\"\\(){}[]<>*%~+-$\r\n 019".charAt(random.nextInt(22)));
                case 2 -> next.writeBytes(Arrays.copyOf(changed, random.nextInt(changed.length)));
                default -> {}
            }
            int skipped = at + random.nextInt(3);
            next.write(
                    changed,
                    Math.min(skipped, changed.length),
                    Math.max(0, changed.length - skipped));
            changed = next.size() == 0 ? octets : next.toByteArray();
        }
        return changed;
    }

    @Test
    void survivesAnyOctets() {
        String alphabet = "aA1 \"\\(){}[]<>*%~+-$.:,\r\n\0\u007fUIDFETCHSEARCH";
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(seed % 2 == 0 ? "a " : "");
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                text.append(
                        random.nextInt(20) == 0
                                ? (char) random.nextInt(256)
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            text.append("\r\n");
            byte[] octets = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            checked(
                    new Dialogue(TIGHT, EnumSet.allOf(Leniency.class), Set.of()).feed(octets),
                    seed);
        }
    }

    private static void checked(Dialogue.Outcome outcome, int seed) {
        assertThat(outcome.heldMax())
                .as("seed " + seed)
                .isLessThanOrEqualTo(Limits.STANDARD.literalOctets());
        outcome.last()
                .ifPresent(last ->
                        assertThat(last)
                                .as("seed " + seed)
                                .isInstanceOfAny(Step.Complete.class, Step.Hopeless.class));
    }
}

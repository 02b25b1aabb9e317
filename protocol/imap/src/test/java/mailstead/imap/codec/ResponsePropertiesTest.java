package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import mailstead.mail.folder.ModifiedUtf7;
import mailstead.mail.mime.ContentFields;
import mailstead.mail.mime.ContentType;
import mailstead.mail.mime.Disposition;
import mailstead.mail.mime.Envelope;
import mailstead.mail.mime.EnvelopeAddress;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.Parameter;
import mailstead.mail.mime.Parameters;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.RawText;
import mailstead.mail.mime.Structure;
import org.junit.jupiter.api.Test;

/**
 * Whatever octets messages and users bring: a client that reads a response by the grammar finds the
 * same lists, and the strings that went in. Each failure names its seed.
 */
final class ResponsePropertiesTest {

    private static final int ROUNDS = 1_500;

    /** Reads the lists and strings of a response as a client does; throws where it would not. */
    private static final class Reader {

        private final byte[] octets;
        private final boolean isUtf8;
        private int at;

        Reader(byte[] octets, boolean isUtf8) {
            this.octets = octets;
            this.isUtf8 = isUtf8;
        }

        /** Everything up to the line end, which must be the end. */
        List<Object> line() {
            List<Object> tokens = new ArrayList<>();
            while (octets[at] != '\r') {
                tokens.add(token());
            }
            require(octets[at + 1] == '\n' && at + 2 == octets.length);
            return tokens;
        }

        private void require(boolean isSo) {
            if (!isSo) {
                throw new AssertionError(
                        "at " + at + ": " + new String(octets, StandardCharsets.ISO_8859_1));
            }
        }

        private Object token() {
            while (octets[at] == ' ') {
                at++;
            }
            return switch (octets[at]) {
                case '(' -> list();
                case '"' -> quoted();
                case '{' -> literal();
                case '~' -> {
                    at++;
                    yield literal();
                }
                default -> atom();
            };
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            at++;
            while (octets[at] != ')') {
                list.add(token());
                while (octets[at] == ' ') {
                    at++;
                }
            }
            at++;
            return list;
        }

        private Text quoted() {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            at++;
            while (octets[at] != '"') {
                if (octets[at] == '\\') {
                    at++;
                }
                require(octets[at] != '\r' && octets[at] != '\n' && octets[at] != 0);
                require(isUtf8 || octets[at] > 0);
                text.write(octets[at++]);
            }
            at++;
            require(Octets.utf8(text.toByteArray()).isPresent());
            return new Text(RawText.of(text.toByteArray()));
        }

        private Text literal() {
            int end = at;
            while (octets[end] != '}') {
                end++;
            }
            int length =
                    Integer.parseInt(
                            new String(octets, at + 1, end - at - 1, StandardCharsets.US_ASCII));
            require(octets[end + 1] == '\r' && octets[end + 2] == '\n');
            at = end + 3 + length;
            return new Text(RawText.of(octets, end + 3, at));
        }

        private String atom() {
            int start = at;
            while (" ()\"{\r".indexOf(octets[at]) < 0) {
                require(octets[at] > ' ');
                at++;
            }
            require(at > start);
            return new String(octets, start, at - start, StandardCharsets.US_ASCII);
        }
    }

    private record Text(RawText octets) {}

    private static List<Object> read(Response response, boolean isUtf8) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder encoder =
                new ResponseEncoder(
                        octets::write, isUtf8 ? Set.of(Extension.UTF8_ACCEPT) : Set.of());
        encoder.write(response);
        encoder.flush();
        return new Reader(octets.toByteArray(), isUtf8).line();
    }

    private static List<?> list(Object token) {
        assertThat(token).isInstanceOf(List.class);
        return (List<?>) token;
    }

    /** The data of the only item of a FETCH. */
    private static List<?> item(FetchData item, boolean isUtf8) throws IOException {
        List<Object> line = read(new Response.Fetch(Numbering.SEQUENCE, 1, List.of(item)), isUtf8);
        assertThat(line).hasSize(4);
        assertThat(list(line.get(3))).hasSize(2);
        return list(list(line.get(3)).get(1));
    }

    private static RawText hostile(Random random) {
        byte[] octets = new byte[random.nextInt(20)];
        for (int i = 0; i < octets.length; i++) {
            octets[i] =
                    random.nextInt(4) == 0
                            ? (byte) random.nextInt(256)
                            : (byte) "\"\\()\r\n {3} \u00c3\u00a9*".charAt(random.nextInt(14));
        }
        return RawText.of(octets);
    }

    private static Optional<RawText> perhaps(Random random) {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(hostile(random));
    }

    private static <T> List<T> some(Random random, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    /** What a client sees of a text: NUL cannot be sent. */
    private static Object sent(Optional<RawText> text) {
        if (text.isEmpty()) {
            return "NIL";
        }
        byte[] octets = text.get().octets();
        for (int i = 0; i < octets.length; i++) {
            octets[i] = octets[i] == 0 ? (byte) '?' : octets[i];
        }
        return new Text(RawText.of(octets));
    }

    private static EnvelopeAddress address(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new EnvelopeAddress.GroupStart(hostile(random));
            case 1 -> new EnvelopeAddress.GroupEnd();
            default ->
                    new EnvelopeAddress.Mailbox(
                            perhaps(random), perhaps(random), hostile(random), hostile(random));
        };
    }

    private static Envelope envelope(Random random) {
        Supplier<List<EnvelopeAddress>> addresses = () -> some(random, () -> address(random));
        return new Envelope(
                perhaps(random),
                perhaps(random),
                addresses.get(),
                addresses.get(),
                addresses.get(),
                addresses.get(),
                addresses.get(),
                addresses.get(),
                perhaps(random),
                perhaps(random));
    }

    @Test
    void readsEnvelopesOfAnyOctets() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Envelope envelope = envelope(random);
            List<?> read = item(new FetchData.Envelope(envelope), random.nextBoolean());
            assertThat(read).as("seed " + seed).hasSize(10);
            assertThat(read.get(0)).as("seed " + seed).isEqualTo(sent(envelope.date()));
            assertThat(read.get(1)).as("seed " + seed).isEqualTo(sent(envelope.subject()));
            assertThat(read.get(9)).as("seed " + seed).isEqualTo(sent(envelope.messageId()));
            addresses(read.get(2), envelope.from(), seed);
            addresses(read.get(7), envelope.bcc(), seed);
        }
    }

    private static void addresses(Object read, List<EnvelopeAddress> written, int seed) {
        if (written.isEmpty()) {
            assertThat(read).as("seed " + seed).isEqualTo("NIL");
            return;
        }
        assertThat(list(read)).as("seed " + seed).hasSize(written.size());
        for (int i = 0; i < written.size(); i++) {
            List<?> address = list(list(read).get(i));
            assertThat(address).as("seed " + seed).hasSize(4);
            boolean isGroup = !(written.get(i) instanceof EnvelopeAddress.Mailbox);
            assertThat(address.get(3).equals("NIL")).as("seed " + seed).isEqualTo(isGroup);
        }
    }

    private static ContentFields fields(Random random, ContentType type) {
        return new ContentFields(
                new ContentType(type.type(), type.subtype(), parameters(random)),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new Disposition("inline", parameters(random))),
                "8bit",
                perhaps(random),
                perhaps(random),
                perhaps(random),
                some(random, () -> "en"),
                perhaps(random));
    }

    private static Parameters parameters(Random random) {
        return new Parameters(
                some(random, () -> new Parameter("name", hostile(random), random.nextBoolean())));
    }

    private static Part part(Random random, int depth) {
        Part.Place place = new Part.Place(0, 10, 30, 2);
        return switch (depth > 5 ? 0 : random.nextInt(4)) {
            case 1 ->
                    new Part.Message(
                            place,
                            fields(random, new ContentType("message", "rfc822", Parameters.NONE)),
                            Headers.parse(hostile(random).octets()),
                            part(random, depth + 1));
            case 2 -> {
                List<Part> parts = some(random, () -> part(random, depth + 1));
                parts.add(part(random, depth + 1));
                yield new Part.Multipart(
                        place,
                        fields(random, new ContentType("multipart", "mixed", Parameters.NONE)),
                        parts);
            }
            case 3 ->
                    new Part.Leaf(
                            place,
                            fields(random, new ContentType("image", "png", Parameters.NONE)));
            default -> new Part.Leaf(place, fields(random, ContentType.DEFAULT));
        };
    }

    @Test
    void readsStructuresOfAnyOctets() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Part root = part(random, 0);
            boolean isExtensible = random.nextBoolean();
            List<?> read =
                    item(
                            new FetchData.BodyStructure(new Structure(root), isExtensible),
                            random.nextBoolean());
            structure(read, root, isExtensible, "seed " + seed);
        }
    }

    private static void structure(List<?> read, Part written, boolean isExtensible, String seed) {
        switch (written) {
            case Part.Multipart multipart -> {
                int parts = multipart.parts().size();
                assertThat(read).as(seed).hasSize(parts + 1 + (isExtensible ? 4 : 0));
                for (int i = 0; i < parts; i++) {
                    structure(list(read.get(i)), multipart.parts().get(i), isExtensible, seed);
                }
            }
            case Part.Message message -> {
                assertThat(read).as(seed).hasSize(10 + (isExtensible ? 4 : 0));
                assertThat(list(read.get(7))).as(seed).hasSize(10);
                structure(list(read.get(8)), message.root(), isExtensible, seed);
            }
            case Part.Leaf leaf ->
                    assertThat(read)
                            .as(seed)
                            .hasSize((leaf.isText() ? 8 : 7) + (isExtensible ? 4 : 0));
        }
    }

    @Test
    void readsNamesAndValuesOfAnyText() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            boolean isUtf8 = random.nextBoolean();
            String text = hostile(random).text();
            MailboxName name =
                    new MailboxName(MailboxName.isValid(text) ? text : "x" + random.nextInt(9));
            RawText value = hostile(random);
            Map<String, Optional<byte[]>> entries = new LinkedHashMap<>();
            entries.put("/shared/x", Optional.of(value.octets()));
            List<Object> metadata = read(new Response.Metadata(Optional.of(name), entries), isUtf8);
            assertThat(metadata).as("seed " + seed).hasSize(4);
            assertThat(list(metadata.get(3)).get(1)).as("seed " + seed).isEqualTo(new Text(value));
            assertThat(nameOf(metadata.get(2), isUtf8)).as("seed " + seed).isEqualTo(name);
            List<Object> listed =
                    read(
                            new Response.ListMailbox(
                                    Set.of(),
                                    Set.of(),
                                    Optional.of(name),
                                    Optional.of(name),
                                    Set.of()),
                            isUtf8);
            assertThat(listed).as("seed " + seed).hasSize(6);
            assertThat(nameOf(listed.get(4), isUtf8)).as("seed " + seed).isEqualTo(name);
        }
    }

    private static MailboxName nameOf(Object token, boolean isUtf8) {
        String text = token instanceof Text(RawText octets) ? octets.text() : (String) token;
        return new MailboxName(isUtf8 ? text : ModifiedUtf7.decode(text).orElseThrow());
    }
}

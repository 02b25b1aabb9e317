package mailstead.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What we make of real and of broken messages, and whether mime4j makes the same of them. */
final class CorpusStructureTest {

    private static final Path CORPUS = Path.of("..", "..", "shared", "corpus", "mime");

    /**
     * A message inside that is base64: mime4j decodes it, IMAP knows no parts in what is encoded.
     */
    private static final Set<String> ENCODED_MESSAGES =
            Set.of(
                    "multi-2gifs-base64.xml",
                    "bad-newlines-multiple-parts-base64.xml",
                    "base64encoded-rfc822message-nested.xml",
                    "base64encoded-rfc822message.xml");

    /**
     * Read by mime4j in a mode in which a line without colon ends the header; ours passes over it.
     */
    private static final Set<String> OTHER_HEADER_ENDS =
            Set.of(
                    "malformedHeaderStartsBody-nocrlfcrlf.xml",
                    "malformedHeaderStartsBody-noheader.xml");

    @BeforeEach
    void corpusIsThere() {
        assumeTrue(
                Files.isDirectory(CORPUS),
                "left out: the corpus of real messages is not beside this clone");
    }

    @Test
    void hasTheStructureThatMime4jExpects() throws Exception {
        int compared = 0;
        for (Path expectation : files(".xml")) {
            String name = name(expectation);
            if (!name.contains("_decoded")
                    && !ENCODED_MESSAGES.contains(name)
                    && !OTHER_HEADER_ENDS.contains(name)) {
                byte[] message =
                        Files.readAllBytes(
                                expectation.resolveSibling(name.replace(".xml", ".msg")));
                assertThat(written(message, Messages.structure(message).root()))
                        .as(name)
                        .isEqualTo(expected(expectation));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(74);
    }

    /** mime4j wrote each decoded body into a file of its own, numbered by its place in the tree. */
    @Test
    void hasTheContentsThatMime4jExpects() throws Exception {
        int compared = 0;
        for (Path file : files(".msg")) {
            String expectation = name(file).replace(".msg", ".xml");
            if (ENCODED_MESSAGES.contains(expectation) || OTHER_HEADER_ENDS.contains(expectation)) {
                continue;
            }
            byte[] message = Files.readAllBytes(file);
            Structure structure = Messages.structure(message);
            String prefix = name(file).replace(".msg", "_decoded_1");
            compared += compareContents(file, message, prefix, structure.root());
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static int compareContents(Path file, byte[] message, String prefix, Part part)
            throws IOException {
        int compared = 0;
        List<Part> inside =
                switch (part) {
                    case Part.Leaf _ -> List.of();
                    case Part.Multipart multipart -> multipart.parts();
                    case Part.Message nested -> List.of(nested.root());
                };
        for (int i = 0; i < inside.size(); i++) {
            compared += compareContents(file, message, prefix + "_" + (i + 1), inside.get(i));
        }
        for (String ending : List.of(".txt", ".bin")) {
            Path expected = file.resolveSibling(prefix + ending);
            if (part instanceof Part.Leaf && Files.exists(expected)) {
                byte[] content =
                        new PartReader(new ByteArrayInputStream(message))
                                .content(part)
                                .readAllBytes();
                String ours =
                        new String(content, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
                String theirs =
                        new String(Files.readAllBytes(expected), StandardCharsets.ISO_8859_1)
                                .replace("\r\n", "\n");
                // The last group of four without its padding: mime4j drops what there is of it.
                boolean isSame = ours.startsWith(theirs) && ours.length() <= theirs.length() + 2;
                assertThat(isSame).as("content of %s", expected).isTrue();
                compared++;
            }
        }
        return compared;
    }

    @Test
    void neverMakesAnythingThrow() throws Exception {
        RandomGenerator random = new SplittableRandom(15);
        int messages = 0;
        for (Path file : files("")) {
            byte[] stored = Files.readAllBytes(file);
            byte[] wire = Messages.wire(new String(stored, StandardCharsets.ISO_8859_1));
            for (byte[] message : List.of(stored, wire)) {
                Digest digest = DigestTest.read(message);
                assertThat(digest.octets()).isEqualTo(message.length);
                assertThat(Messages.structureInPieces(message, random))
                        .isEqualTo(digest.structure());
                assertThat(DigestCodec.decode(DigestCodec.encode(digest))).contains(digest);
                assertThat(digest.covers(Digest.FIELDS)).isTrue();
                assertThat(digest.headers().octets())
                        .isEqualTo(Headers.parse(message).only(Digest.FIELDS).octets());
                useAll(digest, message);
            }
            messages++;
        }
        assertThat(messages).isGreaterThan(400);
    }

    private static void useAll(Digest digest, byte[] message) throws IOException {
        assertThat(digest.envelope()).isNotNull();
        assertThat(digest.sentAt()).isNotNull();
        assertThat(digest.ancestors()).isNotNull();
        for (HeaderField field : Headers.parse(message).fields()) {
            assertThat(field.value().decoded()).isNotNull();
        }
        PartReader reader = new PartReader(new ByteArrayInputStream(message));
        for (Part part : Messages.all(digest.structure().root()).toList()) {
            part.content().fileName();
            if (part instanceof Part.Leaf) {
                try (Reader text = reader.plainText(part)) {
                    assertThat(text.readAllAsString()).isNotNull();
                }
            }
        }
    }

    private static String written(byte[] message, Part part) {
        StringBuilder text = new StringBuilder("<header>");
        byte[] block = Messages.octets(Messages.text(message, part.header()));
        Headers headers = Headers.parse(block);
        for (HeaderField field : headers.fields()) {
            if (!field.name().isEmpty()) {
                String raw = new String(field.raw().octets(), StandardCharsets.ISO_8859_1);
                text.append("<field>").append(normal(raw)).append("</field>\n");
            }
        }
        text.append("</header>\n");
        switch (part) {
            case Part.Leaf leaf ->
                    text.append(
                            wasMultipart(headers)
                                    ? "<multipart>\n</multipart>\n"
                                    : "<body>"
                                            + normal(Messages.text(message, leaf.body()))
                                            + "</body>\n");
            case Part.Multipart multipart -> {
                text.append("<multipart>\n");
                for (Part inside : multipart.parts()) {
                    text.append("<body-part>\n");
                    text.append(written(message, inside)).append("</body-part>\n");
                }
                text.append("</multipart>\n");
            }
            case Part.Message inside -> {
                text.append("<message>\n");
                text.append(written(message, inside.root())).append("</message>\n");
            }
        }
        return text.toString();
    }

    /** A multipart in which no part begins is a text to us; mime4j has a preamble and no more. */
    private static boolean wasMultipart(Headers headers) {
        return headers.value("Content-Type")
                .filter(v -> v.text().startsWith("multipart/"))
                .isPresent();
    }

    private static String normal(String text) {
        return text.replace("\r\n", "\n").strip();
    }

    private static String expected(Path file) throws IOException, XMLStreamException {
        StringBuilder text = new StringBuilder();
        StringBuilder characters = new StringBuilder();
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader =
                    XMLInputFactory.newFactory().createXMLStreamReader(in, "ISO-8859-1");
            int depth = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        characters.setLength(0);
                        if (depth++ > 0) {
                            text.append(start(reader.getLocalName()));
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (--depth > 0) {
                            text.append(end(reader.getLocalName(), normal(characters.toString())));
                        }
                    }
                    case XMLStreamConstants.CHARACTERS -> characters.append(reader.getText());
                    default -> {}
                }
            }
        }
        return text.toString();
    }

    private static String start(String name) {
        return switch (name) {
            case "preamble", "epilogue" -> "";
            case "field", "body", "header" -> "<" + name + ">";
            default -> "<" + name + ">\n";
        };
    }

    private static String end(String name, String characters) {
        return switch (name) {
            case "preamble", "epilogue" -> "";
            case "field", "body" -> characters + "</" + name + ">\n";
            default -> "</" + name + ">\n";
        };
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(CORPUS)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> name(file).endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}

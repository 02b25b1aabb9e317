package mailstead.mail.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Messages for tests, and what was found in them written so that one can read it. */
final class Messages {

    private Messages() {}

    /** Text with the line ends of the wire; characters are octets. */
    static byte[] wire(String text) {
        return text.replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Structure structure(byte[] message) {
        try {
            return StructureParser.parse(new ByteArrayInputStream(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #structure}, cut at random into pieces. */
    static Structure structureInPieces(byte[] message, RandomGenerator random) {
        StructureParser parser = new StructureParser();
        int at = 0;
        while (at < message.length) {
            int most =
                    random.nextInt(4) == 0 ? message.length - at : Math.min(9, message.length - at);
            int end = at + random.nextInt(most + 1);
            // In an array of its own, so that reading past the piece is noticed.
            parser.feed(Arrays.copyOfRange(message, at, end), 0, end - at);
            at = end;
        }
        return parser.finish();
    }

    static String text(byte[] message, Span span) {
        return new String(
                message, (int) span.start(), (int) span.length(), StandardCharsets.ISO_8859_1);
    }

    /** Types and their nesting: {@code multipart/mixed(text/plain, message/rfc822{text/plain})}. */
    static String outline(Part part) {
        ContentType type = part.content().type();
        String name = type.type() + "/" + type.subtype();
        return switch (part) {
            case Part.Leaf _ -> name;
            case Part.Multipart multipart ->
                    name
                            + "("
                            + String.join(
                                    ", ",
                                    multipart.parts().stream().map(Messages::outline).toList())
                            + ")";
            case Part.Message message -> name + "{" + outline(message.root()) + "}";
        };
    }

    /** The part and all parts inside, depth first. */
    static Stream<Part> all(Part part) {
        return Stream.concat(
                Stream.of(part),
                switch (part) {
                    case Part.Leaf _ -> Stream.of();
                    case Part.Multipart multipart ->
                            multipart.parts().stream().flatMap(Messages::all);
                    case Part.Message message -> all(message.root());
                });
    }

    static Part part(Structure structure, String numbers) {
        List<Integer> path = new ArrayList<>();
        for (String number : numbers.split("\\.", -1)) {
            if (!number.isEmpty()) {
                path.add(Integer.valueOf(number));
            }
        }
        return structure.part(path).orElseThrow(() -> new AssertionError("no part " + numbers));
    }
}

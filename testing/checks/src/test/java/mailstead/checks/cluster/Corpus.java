package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Real and broken messages, which lie beside a clone of this repository and are not part of it. */
final class Corpus {

    static final Path FOLDER = Path.of("..", "..", "..", "shared", "corpus", "mime");

    private Corpus() {}

    /** All messages, sorted by name; a test that asks is left out where there are none. */
    static List<Path> files() throws IOException {
        assumeTrue(
                Files.isDirectory(FOLDER),
                "left out: the corpus of real messages is not beside this clone");
        try (Stream<Path> all = Files.walk(FOLDER)) {
            List<Path> files = all.filter(Corpus::isMessage).sorted().toList();
            assertThat(files).hasSizeGreaterThan(100);
            return files;
        }
    }

    /** Those with an octet at least. */
    static List<Path> filesNotEmpty() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path file : files()) {
            if (Files.size(file) > 0) {
                files.add(file);
            }
        }
        return files;
    }

    private static boolean isMessage(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file)
                && !name.endsWith(".xml")
                && !name.endsWith(".expected")
                && !name.endsWith(".out")
                && !name.equals("LICENSE")
                && !name.equals("MIT-LICENSE")
                && !name.equals("NOTICE");
    }

    /** A message as it goes over the wire. */
    static byte[] message(Path file) throws IOException {
        return withCrlf(Files.readAllBytes(file));
    }

    /** SMTP's line ends: a lone CR or LF becomes CRLF, and the last line is ended. */
    private static byte[] withCrlf(byte[] message) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(message.length + 1000);
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\r') {
                lines.write('\r');
                lines.write('\n');
                if (i + 1 < message.length && message[i + 1] == '\n') {
                    i++;
                }
            } else if (message[i] == '\n') {
                lines.write('\r');
                lines.write('\n');
            } else {
                lines.write(message[i]);
            }
        }
        if (message.length > 0
                && message[message.length - 1] != '\n'
                && message[message.length - 1] != '\r') {
            lines.write('\r');
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}

package mailstead.node.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fills Maildirs quickly: a few dozen messages are written, and every file is a hard link to one of
 * them. What a server knows of a message goes by its name, so it takes them for different ones.
 * Immutable.
 */
final class Filling {

    /** An ext4 file has at most 65,000 names, so that this is enough for 4 million. */
    private static final int SOURCES = 64;

    private static final int LINES = 12;

    private final List<Path> sources;
    private final List<byte[]> contents;

    private Filling(List<Path> sources, List<byte[]> contents) {
        this.sources = List.copyOf(sources);
        this.contents = List.copyOf(contents);
    }

    /**
     * @param folder on the file system of the Maildirs, and not among them
     */
    static Filling in(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> sources = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < SOURCES; i++) {
            byte[] content = message(i);
            sources.add(Files.write(folder.resolve("source" + i), content));
            contents.add(content);
        }
        return new Filling(sources, contents);
    }

    /** Makes a Maildir of so many messages in {@code cur}, one in four of them unread. */
    void fill(Path maildir, int count) throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(maildir.resolve(part));
        }
        Path current = maildir.resolve("cur");
        for (int i = 0; i < count; i++) {
            byte[] content = contents.get(i % SOURCES);
            String name =
                    "%d.M%dP77.bench,S=%d,W=%d:2,%s"
                            .formatted(
                                    1_700_000_000 + i,
                                    i,
                                    content.length,
                                    content.length + Pop3Bench.lineFeeds(content),
                                    i % 4 == 0 ? "" : "S");
            Files.createLink(current.resolve(name), sources.get(i % SOURCES));
        }
    }

    /** With a subject and an id of its own, and in threads of eight. */
    private static byte[] message(int number) {
        StringBuilder text = new StringBuilder();
        text.append("Return-Path: <sender%d@elsewhere.example>\n".formatted(number % 7));
        text.append(
                "From: \"Sender %d\" <sender%d@elsewhere.example>\n"
                        .formatted(number % 7, number % 7));
        text.append("To: user@bench.example\n");
        text.append("Subject: %sbench %d\n".formatted(number % 8 == 0 ? "" : "Re: ", number / 8));
        text.append(
                "Date: Tue, 14 Nov 2023 %02d:%02d:20 +0000\n"
                        .formatted(number / 4, number % 4 * 15));
        text.append("Message-ID: <%d@elsewhere.example>\n".formatted(number));
        if (number % 8 != 0) {
            text.append("References: <%d@elsewhere.example>\n".formatted(number / 8 * 8));
        }
        text.append("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n");
        for (int i = 0; i < LINES; i++) {
            text.append(
                    "The quick brown fox jumps over the lazy dog, %d times.\n"
                            .formatted(number + i));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Removes a tree, quicker than a walk that sorts all of it. */
    static void remove(Path folder) throws IOException {
        List<Path> inside = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(inside::add);
        }
        for (Path path : inside) {
            if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                remove(path);
            } else {
                Files.deleteIfExists(path);
            }
        }
        Files.deleteIfExists(folder);
    }
}

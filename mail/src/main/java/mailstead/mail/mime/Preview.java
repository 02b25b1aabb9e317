package mailstead.mail.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;

/**
 * The first words of a message (RFC 8970 section 3.1): of the first text that has any, without
 * quoted lines if it has others, on one line.
 */
final class Preview {

    /** RFC 8970 section 3.1: servers SHOULD stop here and MUST NOT go beyond 256. */
    static final int CHARACTERS_MAX = 200;

    /** Characters of a text that are looked at. */
    private static final int TEXT_CHARACTERS_MAX = 16 * 1024;

    private Preview() {}

    static Optional<String> of(List<PartStack.Sample> samples) {
        return samples.stream().map(Preview::of).filter(text -> !text.isEmpty()).findFirst();
    }

    private static String of(PartStack.Sample sample) {
        String text = text(sample);
        String unquoted = shortened(withoutQuotes(text));
        return unquoted.isEmpty() ? shortened(text) : unquoted;
    }

    private static String text(PartStack.Sample sample) {
        ContentFields content = sample.content();
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[1024];
        try (Reader reader =
                PartReader.plain(
                        PartReader.characters(
                                PartReader.decoded(
                                        new ByteArrayInputStream(sample.octets().array()),
                                        content.transferEncoding()),
                                content.type()),
                        content.type())) {
            int count = reader.read(buffer);
            while (count >= 0 && text.length() < TEXT_CHARACTERS_MAX) {
                text.append(buffer, 0, count);
                count = reader.read(buffer);
            }
        } catch (IOException e) {
            throw new IllegalStateException("octets in memory can be read", e);
        }
        return text.toString();
    }

    private static String withoutQuotes(String text) {
        StringBuilder unquoted = new StringBuilder();
        text.lines()
                .takeWhile(line -> !line.equals("-- "))
                .filter(line -> !line.startsWith(">"))
                .forEach(line -> unquoted.append(line).append('\n'));
        return unquoted.toString();
    }

    /** On one line, and no longer than a preview is. */
    private static String shortened(String text) {
        StringBuilder preview = new StringBuilder();
        int characters = 0;
        boolean blank = false;
        for (int i = 0; i < text.length() && characters < CHARACTERS_MAX; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isBlank(c)) {
                blank = !preview.isEmpty();
            } else if (isVisible(c)) {
                if (blank && characters + 2 <= CHARACTERS_MAX) {
                    preview.append(' ');
                    characters++;
                } else if (blank) {
                    break;
                }
                blank = false;
                preview.appendCodePoint(c);
                characters++;
            }
        }
        return preview.toString();
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Mailings fill up their previews with characters that nobody sees. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
            case Character.FORMAT -> c == ZERO_WIDTH_JOINER;
            default -> c != COMBINING_GRAPHEME_JOINER;
        };
    }

    /** It holds the parts of one emoji together. */
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private static final int COMBINING_GRAPHEME_JOINER = 0x034F;
}

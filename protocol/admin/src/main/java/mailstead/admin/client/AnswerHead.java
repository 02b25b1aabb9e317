package mailstead.admin.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.service.webhook.Receiver.Answer;

/** The beginning of an HTTP answer (RFC 9112 section 4). */
final class AnswerHead {

    private static final int OCTETS_MAX = 16 * 1024;
    private static final int INTERIM_MAX = 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: .*)?");
    private static final Pattern RETRY_AFTER =
            Pattern.compile("(?i)retry-after:[ \\t]*([0-9]{1,9})[ \\t]*");

    private AnswerHead() {}

    /** The first answer that is not an interim one (RFC 9110 section 15.2). */
    static Answer.Status read(InputStream input) throws IOException {
        Bounded lines = new Bounded(input);
        for (int i = 0; i < INTERIM_MAX; i++) {
            Answer.Status status = one(lines);
            if (status.code() >= 200) {
                return status;
            }
        }
        throw new IOException("it answers with interim answers only");
    }

    private static Answer.Status one(Bounded lines) throws IOException {
        Matcher status = STATUS.matcher(lines.next());
        if (!status.matches()) {
            throw new IOException("what it answers is not HTTP");
        }
        Optional<Duration> pause = Optional.empty();
        String line = lines.next();
        while (!line.isEmpty()) {
            Matcher retryAfter = RETRY_AFTER.matcher(line);
            if (retryAfter.matches()) {
                pause = Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter.group(1))));
            }
            line = lines.next();
        }
        return new Answer.Status(Integer.parseInt(status.group(1)), pause);
    }

    /** Lines that together are not longer than a head may be. */
    private static final class Bounded {

        private final InputStream input;
        private int left = OCTETS_MAX;

        Bounded(InputStream input) {
            this.input = input;
        }

        /** Without its end. */
        String next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int octet = input.read();
            while (octet != '\n') {
                if (octet < 0) {
                    throw new EOFException("it ended the connection instead of answering");
                }
                if (left-- == 0) {
                    throw new IOException("the head of its answer is too long");
                }
                line.write(octet);
                octet = input.read();
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
    }
}

package mailstead.admin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import mailstead.service.webhook.Receiver.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadTest {

    private static Answer.Status read(String answer) throws IOException {
        return AnswerHead.read(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\n\r\nbody', 200",
        "'HTTP/1.1 204\r\nX: y\r\n\r\n', 204",
        "'HTTP/1.0 410 Gone\n\n', 410",
        "'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Made\r\n\r\n', 201"
    })
    void theStatusIsTheLastOnes(String answer, int status) throws Exception {
        assertThat(read(answer)).isEqualTo(new Answer.Status(status, Optional.empty()));
    }

    @Test
    void itMayAskForAPause() throws Exception {
        assertThat(read("HTTP/1.1 503 Busy\r\nretry-After: 120\r\n\r\n").pause())
                .contains(Duration.ofMinutes(2));
        assertThat(read("HTTP/1.1 503 Busy\r\nRetry-After: Wed, 25 Nov 2026\r\n\r\n").pause())
                .isEmpty();
    }

    @Test
    void otherThingsAreNoAnswer() {
        for (String answer :
                new String[] {
                    "",
                    "HTTP/1.1 200 OK\r\nX: y\r\n",
                    "220 smtp.example ESMTP\r\n\r\n",
                    "HTTP/2 200\r\n\r\n",
                    "HTTP/1.1 099 x\r\n\r\n",
                    "\n\n\n",
                    "HTTP/1.1 100 x\n\n".repeat(100),
                    "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(100_000),
                    "x".repeat(100_000)
                }) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(answer));
        }
    }
}

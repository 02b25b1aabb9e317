package mailstead.imap.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseEncoder;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.service.mailbox.Refusal;
import org.junit.jupiter.api.Test;

final class FailuresTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/mailstead/imap/server/reasons.txt");

    private static String wire(Answer.Ended answer) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder encoder = new ResponseEncoder(octets::write, Set.of());
        try {
            encoder.write(
                    new Response.Tagged("a", answer.condition(), answer.code(), answer.text()));
            encoder.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return octets.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void everyReasonAndEveryRefusalHasItsAnswer() throws IOException {
        String reasons =
                Arrays.stream(Reason.values())
                        .map(reason -> reason + " " + wire(Failures.refused(reason)) + "\n")
                        .collect(Collectors.joining());
        String refusals =
                Arrays.stream(Refusal.values())
                        .map(refusal -> refusal + " " + wire(Failures.refused(refusal)) + "\n")
                        .collect(Collectors.joining());
        assertThat(reasons + "\n" + refusals).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void nobodyLearnsWhichAccountsExist() {
        assertThat(Failures.logInRefused(Reason.MAILBOX_UNKNOWN))
                .isEqualTo(Failures.logInRefused(Reason.CREDENTIALS_WRONG));
    }

    @Test
    void aMissingTargetCanBeMade() {
        assertThat(wire(Failures.refusedTarget(Refusal.NO_SUCH_FOLDER)))
                .startsWith("a NO [TRYCREATE]");
        assertThat(Failures.refusedTarget(Refusal.NO_PERMISSION))
                .isEqualTo(Failures.refused(Refusal.NO_PERMISSION));
    }

    @Test
    void storageThatFailedForGoodIsToldSo() {
        assertThat(wire(Failures.failed(new PermanentFailure(Reason.STORAGE_UNAVAILABLE, "x"))))
                .startsWith("a NO [CONTACTADMIN]");
        assertThat(wire(Failures.failed(new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "x"))))
                .startsWith("a NO [UNAVAILABLE]");
    }
}

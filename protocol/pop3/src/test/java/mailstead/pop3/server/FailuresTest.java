package mailstead.pop3.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.pop3.codec.Reply;
import mailstead.pop3.codec.ReplyEncoder;
import org.junit.jupiter.api.Test;

final class FailuresTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/mailstead/pop3/server/reasons.txt");

    private static String wire(Reply reply) {
        return new String(ReplyEncoder.encode(reply), StandardCharsets.UTF_8).strip();
    }

    @Test
    void everyReasonHasItsReply() throws IOException {
        String actual =
                Arrays.stream(Reason.values())
                        .map(reason -> reason + " " + wire(Failures.refused(reason)) + "\n")
                        .collect(Collectors.joining());
        assertThat(actual).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void storageThatFailedForGoodIsToldSo() {
        assertThat(wire(Failures.failed(new PermanentFailure(Reason.STORAGE_UNAVAILABLE, "x"))))
                .isEqualTo("-ERR [SYS/PERM] the mailbox cannot be read, ask your provider");
        assertThat(wire(Failures.failed(new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "x"))))
                .startsWith("-ERR [SYS/TEMP]");
    }

    @Test
    void noDoubtIsPermanent() {
        for (Reason reason : Reason.values()) {
            if (!reason.isPermanent() && reason != Reason.MAILBOX_SUSPENDED) {
                assertThat(wire(Failures.refused(reason)))
                        .as(reason.name())
                        .startsWith("-ERR [SYS/TEMP]");
            }
        }
    }
}

package mailstead.smtp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepliesTest {

    /** STYLE.md section 6, SMTP's column. */
    private static final List<String> GOLDEN =
            List.of(
                    "MAILBOX_UNKNOWN 550 5.1.1 No such mailbox here",
                    "MESSAGE_GONE 554 5.3.0 The message is gone",
                    "FOLDER_GONE 554 5.3.0 The folder is gone",
                    "MAILBOX_SUSPENDED 450 4.2.1 Mailbox is suspended, try again later",
                    "MAILBOX_FULL 452 4.2.2 Mailbox is full, try again later",
                    "MESSAGE_TOO_BIG 552 5.3.4 Message is too big",
                    "LOOP_DETECTED 554 5.4.6 Message is in a loop",
                    "CREDENTIALS_WRONG 535 5.7.8 Name or password is wrong",
                    "ACCOUNT_SUSPENDED 525 5.7.13 Account is suspended",
                    "SERVICE_NOT_ALLOWED 550 5.7.1 Account may not use this service",
                    "TLS_REQUIRED 530 5.7.0 Say STARTTLS first",
                    "RELAY_DENIED 550 5.7.1 Mail for this domain is not taken here",
                    "SENDER_NOT_ALLOWED 550 5.7.1 This sender's address is not yours",
                    "DIRECTORY_UNAVAILABLE 451 4.4.3 Cannot look up mailboxes just now, try again later",
                    "STORAGE_UNAVAILABLE 451 4.3.0 Cannot store mail just now, try again later",
                    "SENDING_LIMIT 451 4.7.1 Too much mail in a short time, try again later",
                    "OVER_LIMIT 421 4.3.2 Too busy, try again later",
                    "INTERNAL_ERROR 451 4.3.0 Something went wrong here, try again later");

    @Test
    void everyReasonHasItsReply() {
        assertThat(
                        Arrays.stream(Reason.values())
                                .map(reason -> reason + " " + wire(Replies.of(reason)).strip()))
                .containsExactlyElementsOf(GOLDEN);
    }

    @ParameterizedTest
    @EnumSource
    void theClassIsTheReasons(Reason reason) {
        assertThat(Replies.of(reason).code() / 100).isEqualTo(reason.isPermanent() ? 5 : 4);
        MailException failure =
                reason.isPermanent()
                        ? new PermanentFailure(reason, "said")
                        : new TemporaryFailure(reason, "said");
        assertThat(Replies.of(failure).text()).containsExactly("said");
        assertThat(Replies.ofOneAmongMany(failure).isGoodbye()).isFalse();
        Reply login = Replies.ofLogin(reason, Optional.empty());
        assertThat(login.isGoodbye()).isFalse();
        if (reason.isPermanent()) {
            assertThat(login).isEqualTo(Replies.of(reason));
        } else {
            assertThat(wire(login)).startsWith("454 4.7.0 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsARefusal(Command.Fault fault) {
        assertThat(Replies.of(fault).isRefusal()).isTrue();
    }

    @Test
    void encodesLines() {
        assertThat(wire(new Reply(250, Optional.empty(), List.of("a", "b"))))
                .isEqualTo("250-a\r\n250 b\r\n");
        assertThat(wire(Reply.of(554, 6, 0, "ä\r\n250 OK"))).isEqualTo("554 5.6.0 ???250 OK\r\n");
        String long1 = wire(Reply.of(550, 1, 1, "x".repeat(1200)));
        assertThat(long1.lines()).hasSize(3).allMatch(line -> line.length() <= 510);
        assertThat(long1.lines().map(line -> line.substring(0, 10)))
                .containsExactly("550-5.1.1 ", "550-5.1.1 ", "550 5.1.1 ");
    }

    @Test
    void refusesCodesThatDisagree() {
        assertThatThrownBy(() ->
                        new Reply(250, Optional.of(new Reply.Enhanced(5, 1, 1)), List.of("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String wire(Reply reply) {
        return new String(ReplyEncoder.encode(reply), StandardCharsets.US_ASCII);
    }
}

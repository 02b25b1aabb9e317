package mailstead.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import mailstead.mail.Event;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.junit.jupiter.api.Test;

class SmtpSessionTest {

    private final House house = new House();
    private SmtpSettings settings = SmtpSettings.usual(House.HOST, Dialect.MX);

    private String talk(String input) throws IOException {
        return talk(input, () -> Integer.MAX_VALUE / 2);
    }

    private String talk(String input, IntSupplier pieces) throws IOException {
        ScriptedConnection connection = new ScriptedConnection(input.getBytes(StandardCharsets.ISO_8859_1), pieces);
        try {
            new SmtpServer(settings, house.services()).serve(connection);
        } catch (EOFException _) {
            // a client that vanished
        }
        return connection.output();
    }

    @Test
    void storesOneMessage() throws IOException {
        String output =
                talk(
                        """
                        EHLO client.example\r
                        MAIL FROM:<a@b.example>\r
                        RCPT TO:<tevie@cluster.example>\r
                        DATA\r
                        Subject: hi\r
                        \r
                        ..dot\r
                        .\r
                        QUIT\r
                        """);
        assertThat(output)
                .startsWith("220 mx.example ESMTP Mailstead ready\r\n250-mx.example\r\n250-PIPELINING\r\n")
                .endsWith("250 2.0.0 Stored as s1.1\r\n221 2.0.0 mx.example says goodbye\r\n");
        assertThat(house.stored).hasSize(1);
        assertThat(house.stored.getFirst().text()).isEqualTo("Subject: hi\r\n\r\n.dot\r\n");
        assertThat(house.stored.getFirst().received())
                .isEqualTo(
                        """
                        Received: from client.example ([192.0.2.7])\r
                        \tby mx.example\r
                        \twith ESMTP id s1.1\r
                        \tfor <tevie@cluster.example>;\r
                        \tMon, 23 Nov 2026 22:00:00 +0000\r
                        """);
        assertThat(house.events).hasOnlyElementsOfType(Event.MessageAccepted.class).hasSize(1);
    }

    @Test
    void saysNoForeverOnlyWhenItIsKnown() throws IOException {
        String output =
                talk(
                        """
                        EHLO c\r
                        MAIL FROM:<>\r
                        RCPT TO:<nobody@x.example>\r
                        RCPT TO:<full@x.example>\r
                        RCPT TO:<suspended@x.example>\r
                        RCPT TO:<down@x.example>\r
                        RCPT TO:<bug@x.example>\r
                        RCPT TO:<Postmaster>\r
                        DATA\r
                        x\r
                        .\r
                        """);
        assertThat(output.lines().filter(line -> line.matches("[3-5].*")).map(line -> line.substring(0, 9)))
                .containsExactly("550 5.1.1", "452 4.2.2", "450 4.2.1", "451 4.4.3", "451 4.3.0", "354 Send ");
        assertThat(house.stored).hasSize(1);
    }

    @Test
    void acknowledgesNothingThatIsNotStored() throws IOException {
        house.storageTrouble =
                java.util.Optional.of(new TemporaryFailure(Reason.STORAGE_UNAVAILABLE, "Volume is away"));
        assertThat(talk("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<t@x.example>\r\nDATA\r\nx\r\n.\r\n"))
                .endsWith("451 4.3.0 Volume is away\r\n");
    }
}

package mailstead.smtp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedFieldTest {

    private static String field(String helloName, String client, String recipient) {
        return new String(
                new ReceivedField(
                                helloName,
                                InetAddress.ofLiteral(client),
                                "mx.example",
                                "ESMTPS",
                                "id.1",
                                Optional.of(recipient),
                                Optional.empty(),
                                Optional.of(
                                        new ReceivedField.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256")),
                                Instant.parse("2026-01-02T03:04:05Z"))
                        .encode(),
                StandardCharsets.UTF_8);
    }

    @Test
    void saysWhereFromWhereToAndHow() {
        assertThat(field("[IPv6:2001:db8::1]", "2001:db8::1", "a@b.example"))
                .isEqualTo(
                        """
                        Received: from [IPv6:2001:db8::1] ([IPv6:2001:db8:0:0:0:0:0:1])\r
                        \tby mx.example\r
                        \twith ESMTPS id id.1\r
                        \tfor <a@b.example>\r
                        \ttls TLS_AES_128_GCM_SHA256 (TLSv1.3);\r
                        \tFri, 2 Jan 2026 03:04:05 +0000\r
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nEvil: yes",
                "a) (b",
                "a;b",
                "a b",
                "ä",
                "[a",
                "",
                "a<b>",
                "a\"b",
                "[a\n]"
            })
    void letsNoNameOutOfItsPlace(String name) {
        String field = field(name, "192.0.2.1", "\"a b\"@b.example");
        assertThat(field.lines()).hasSize(6);
        assertThat(field)
                .matches("(?s)Received: from [A-Za-z?._:-]+ \\(\\[192\\.0\\.2\\.1\\]\\)\r\n.*");
    }

    @Test
    void boundsTheName() {
        assertThat(field("x".repeat(4_000), "192.0.2.1", "a@b.example").lines())
                .allMatch(line -> line.length() <= 998);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, false, false, SMTP",
        "false, true, false, false, false, ESMTP",
        "false, true, false, true, false, ESMTPS",
        "false, true, false, false, true, ESMTPA",
        "false, true, false, true, true, ESMTPSA",
        "false, true, true, false, false, UTF8SMTP",
        "false, true, true, true, false, UTF8SMTPS",
        "false, true, true, true, true, UTF8SMTPSA",
        "true, true, false, false, false, LMTP",
        "true, true, false, true, false, LMTPS",
        "true, true, true, true, false, UTF8LMTPS",
    })
    void namesTheProtocol(
            boolean lmtp,
            boolean extended,
            boolean utf8,
            boolean encrypted,
            boolean authenticated,
            String word) {
        assertThat(ReceivedField.protocolWord(lmtp, extended, utf8, encrypted, authenticated))
                .isEqualTo(word);
    }
}

package mailstead.smtp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.ReversePath;
import mailstead.mail.queue.QueuedEnvelope.DsnReturn;
import mailstead.mail.queue.QueuedRecipient.Notify;
import mailstead.mail.queue.QueuedRecipient.OriginalRecipient;
import mailstead.smtp.codec.Command.Fault;
import mailstead.smtp.codec.Command.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {

    private static final CommandParser STRICT = new CommandParser(Set.of(), Set.of());
    private static final CommandParser LENIENT =
            new CommandParser(EnumSet.allOf(Leniency.class), EnumSet.allOf(Extension.class));

    private static Command parse(String line) {
        CommandParser.Parsed parsed = STRICT.parse(line.getBytes(StandardCharsets.UTF_8));
        assertThat(parsed.bent()).isEmpty();
        return parsed.command();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA", "data", "DaTa", "DATA ", "DATA   "})
    void readsVerbsInAnyCaseAndForgivesTrailingSpace(String line) {
        assertThat(parse(line)).isEqualTo(new Command.Data());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "<a@b.example>|a|b.example",
                "<A.b+c@B.EXAMPLE>|A.b+c|b.example",
                "<!#$%&'*+-/=?^_`{}~@b.example>|!#$%&'*+-/=?^_`{}~|b.example",
                "<\"a b\"@b.example>|a b|b.example",
                "<\"a\\\"b\"@b.example>|a\"b|b.example",
                "<\"a\\\\b\"@b.example>|a\\b|b.example",
                "<\"a@b>c\"@b.example>|a@b>c|b.example",
                "<\"abc\"@b.example>|abc|b.example",
                "<@r.example:a@b.example>|a|b.example",
                "<@r.example,@s.example:a@b.example>|a|b.example",
                "<a@sub_domain.example>|a|sub_domain.example",
            })
    void readsPaths(String path, String localPart, String domain) {
        Address expected = Address.of(localPart, domain).orElseThrow();
        assertThat(parse("MAIL FROM:" + path))
                .isEqualTo(new Command.Mail(new ReversePath.Sender(expected), MailParameters.NONE));
        assertThat(parse("RCPT TO:" + path))
                .isEqualTo(
                        new Command.Rcpt(
                                new ForwardPath.Mailbox(expected), RcptParameters.NONE, false));
    }

    @Test
    void readsSendersThatCarryAnotherAddress() {
        String srs = "SRS0=HHH=TT=origin.example=" + "u".repeat(200);
        Address expected = Address.of(srs, "forwarder.example").orElseThrow();
        assertThat(parse("MAIL FROM:<" + srs + "@forwarder.example>"))
                .isEqualTo(new Command.Mail(new ReversePath.Sender(expected), MailParameters.NONE));
        assertThat(parse("MAIL FROM:<" + "u".repeat(256) + "@forwarder.example>"))
                .isEqualTo(new Malformed(Fault.SENDER_SYNTAX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<a",
                "<a@",
                "<a@>",
                "<a@b.example",
                "a@b.example",
                " <a@b.example>",
                "<a b@b.example>",
                "<a@b@c.example>",
                "<a..b@b.example>",
                "<.a@b.example>",
                "<a.@b.example>",
                "<@b.example>",
                "<@r.example>",
                "<@r.example:>",
                "<@r.example,a@b.example>",
                "<\"\"@b.example>",
                "<\"a@b.example>",
                "<\"a\\",
                "<\"a\"b@b.example>",
                "<a@-b.example>",
                "<a@b..example>",
                "<a@[192.0.2.1>",
                "<a,b@c.example>",
                "<a(comment)@b.example>",
                "<<a@b.example>>x",
            })
    void refusesBadPaths(String path) {
        assertThat(parse("MAIL FROM:" + path)).isEqualTo(new Malformed(Fault.SENDER_SYNTAX));
        assertThat(parse("RCPT TO:" + path)).isEqualTo(new Malformed(Fault.RECIPIENT_SYNTAX));
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<a@[192.0.2.1]>, SENDER_LITERAL",
        "MAIL FROM:<a@[IPv6:2001:db8::1]>, SENDER_LITERAL",
        "RCPT TO:<a@[192.0.2.1]>, RECIPIENT_LITERAL",
        "MAIL FROM:<a>, SENDER_WITHOUT_DOMAIN",
        "RCPT TO:<a>, RECIPIENT_WITHOUT_DOMAIN",
        "RCPT TO:<>, RECIPIENT_SYNTAX",
        "MAIL, SYNTAX",
        "MAIL FROM, SYNTAX",
        "MAIL TO:<a@b.example>, SYNTAX",
        "RCPT FROM:<a@b.example>, SYNTAX",
        "MAIL FROM :<a@b.example>, SYNTAX",
        "DATA now, SYNTAX",
        "RSET x, SYNTAX",
        "QUIT x, SYNTAX",
        "STARTTLS x, SYNTAX",
        "EHLO, SYNTAX",
        "EHLO a b, SYNTAX",
        "EHLO a/b, SYNTAX",
        "MAIL FROM:<a@b.example>SIZE=1, SENDER_SYNTAX",
        "MAIL FROM:<a@b.example> SIZE, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> SIZE=-1, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> SIZE=123456789012345678901, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> BODY=BINARYMIME, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> SMTPUTF8=1, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> RET=SOME, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> ENVID=, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> ENVID=a+4, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> ENVID=a+0A, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> ENVID=a=b, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> RET=FULL RET=FULL, PARAMETER_SYNTAX",
        "MAIL FROM:<a@b.example> AUTH=<>, UNKNOWN_PARAMETER",
        "MAIL FROM:<a@b.example> HOLDFOR=1, UNKNOWN_PARAMETER",
        "MAIL FROM:<a@b.example> HOLDUNTIL=2026-01-01T00:00:00Z, UNKNOWN_PARAMETER",
        "RCPT TO:<a@b.example> NOTIFY=, PARAMETER_SYNTAX",
        "RCPT TO:<a@b.example> ORCPT=rfc822, PARAMETER_SYNTAX",
        "RCPT TO:<a@b.example> SIZE=1, UNKNOWN_PARAMETER",
        "BDAT, BDAT_SYNTAX",
        "BDAT -1, BDAT_SYNTAX",
        "BDAT 1 FIRST, BDAT_SYNTAX",
        "BDAT 1234567890123456789, BDAT_SYNTAX",
        "MAILFROM:<a@b.example>, UNKNOWN_COMMAND",
        "'', UNKNOWN_COMMAND",
        "' DATA', UNKNOWN_COMMAND",
        "AUTH PLAIN AA==, UNKNOWN_COMMAND",
    })
    void namesTheFault(String line, Fault fault) {
        assertThat(parse(line)).isEqualTo(new Malformed(fault));
    }

    @Test
    void readsParameters() {
        assertThat(
                        parse(
                                "mail from:<> size=99999999999999999999 body=8bitmime smtputf8 ret=full envid=a+2Bb"))
                .isEqualTo(
                        new Command.Mail(
                                ReversePath.NULL,
                                new MailParameters(
                                        Long.MAX_VALUE,
                                        true,
                                        true,
                                        Optional.of(DsnReturn.FULL),
                                        Optional.of("a+b"),
                                        Optional.empty())));
        assertThat(
                        parse(
                                "rcpt to:<PostMaster>   notify=failure,Success  orcpt=RFC822;a+40b.example"))
                .isEqualTo(
                        new Command.Rcpt(
                                new ForwardPath.Postmaster(),
                                new RcptParameters(
                                        Set.of(Notify.SUCCESS, Notify.FAILURE),
                                        Optional.of(
                                                new OriginalRecipient("rfc822", "a@b.example"))),
                                false));
        assertThat(parse("bdat 86 last")).isEqualTo(new Command.Bdat(86, true));
    }

    private static Command submitted(String line) {
        return LENIENT.parse(line.getBytes(StandardCharsets.UTF_8)).command();
    }

    @Test
    void readsWhatSubmissionOffers() {
        assertThat(submitted("auth plain AGEAYg=="))
                .isEqualTo(new Command.Auth("plain", Optional.of("AGEAYg==")));
        assertThat(submitted("AUTH SCRAM-SHA-256-PLUS"))
                .isEqualTo(new Command.Auth("SCRAM-SHA-256-PLUS", Optional.empty()));
        assertThat(submitted("AUTH PLAIN =")).hasToString("Auth[PLAIN]");
        assertThat(submitted("MAIL FROM:<a@b.example> AUTH=e+3Dmc2@b.example"))
                .isInstanceOfSatisfying(
                        Command.Mail.class,
                        mail -> assertThat(mail.parameters()).isEqualTo(MailParameters.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "HOLDFOR=60, 2026-01-01T00:01:00Z",
        "holdfor=999999999, 2057-09-09T01:46:39Z",
        "HOLDUNTIL=2026-02-03T04:05:06Z, 2026-02-03T04:05:06Z",
        "holduntil=2026-02-03t04:05:06.5z, 2026-02-03T04:05:06.5Z",
        "HOLDUNTIL=2026-02-03T04:05:06+01:00, 2026-02-03T03:05:06Z",
    })
    void readsWhenAMessageIsReleased(String parameter, Instant expected) {
        assertThat(submitted("MAIL FROM:<a@b.example> " + parameter))
                .isInstanceOfSatisfying(
                        Command.Mail.class,
                        mail ->
                                assertThat(mail.parameters().release())
                                        .hasValueSatisfying(release ->
                                                assertThat(
                                                                release.from(
                                                                        Instant.parse(
                                                                                "2026-01-01T00:00:00Z")))
                                                        .isEqualTo(expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b.example> HOLDFOR=0",
                "MAIL FROM:<a@b.example> HOLDFOR=-1",
                "MAIL FROM:<a@b.example> HOLDFOR=1000000000",
                "MAIL FROM:<a@b.example> HOLDFOR",
                "MAIL FROM:<a@b.example> HOLDFOR=1 HOLDUNTIL=2026-02-03T04:05:06Z",
                "MAIL FROM:<a@b.example> HOLDUNTIL=2026-02-30T04:05:06Z",
                "MAIL FROM:<a@b.example> HOLDUNTIL=2026-02-03",
                "MAIL FROM:<a@b.example> HOLDUNTIL=2026-02-03T04:05Z",
                "MAIL FROM:<a@b.example> HOLDUNTIL=+999999999-02-03T04:05:06Z",
                "MAIL FROM:<a@b.example> AUTH",
                "MAIL FROM:<a@b.example> AUTH=a=b",
            })
    void refusesWhatSubmissionDoesNotOffer(String line) {
        assertThat(submitted(line)).isEqualTo(new Malformed(Fault.PARAMETER_SYNTAX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH", "AUTH ", "AUTH PLAIN a b", "AUTH ä", "AUTH *", "AUTH PLAIN\\"})
    void refusesBadLogIns(String line) {
        assertThat(submitted(line)).isEqualTo(new Malformed(Fault.SYNTAX));
    }

    @Test
    void readsInternationalPaths() {
        assertThat(parse("MAIL FROM:<käse@bücher.example>"))
                .isEqualTo(new Malformed(Fault.NEEDS_SMTPUTF8));
        assertThat(parse("MAIL FROM:<käse@bücher.example> SMTPUTF8"))
                .isInstanceOfSatisfying(
                        Command.Mail.class,
                        mail ->
                                assertThat(mail.from())
                                        .hasToString("<käse@xn--bcher-kva.example>"));
        assertThat(parse("RCPT TO:<a@bücher.example>"))
                .isInstanceOfSatisfying(
                        Command.Rcpt.class, rcpt -> assertThat(rcpt.international()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOP \0",
                "NOOP \t",
                "NOOP \r",
                "NOOP \u007f",
                "NOOP \u0085",
                "NOOP \u2028"
            })
    void refusesControls(String line) {
        assertThat(parse(line)).isEqualTo(new Malformed(Fault.FOREIGN_OCTETS));
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] line = {'N', 'O', 'O', 'P', ' ', (byte) 0xC3};
        assertThat(STRICT.parse(line).command()).isEqualTo(new Malformed(Fault.FOREIGN_OCTETS));
    }

    @Test
    void countsWhatItForgives() {
        assertThat(
                        LENIENT.parse(
                                        "MAIL FROM:  a..b@c.example"
                                                .getBytes(StandardCharsets.US_ASCII))
                                .bent())
                .containsExactlyInAnyOrder(
                        Leniency.SPACE_BEFORE_PATH,
                        Leniency.PATH_WITHOUT_BRACKETS,
                        Leniency.LOOSE_DOTS);
        assertThat(
                        LENIENT.parse("MAIL FROM:<a@c.example>".getBytes(StandardCharsets.US_ASCII))
                                .bent())
                .isEmpty();
    }

    @Test
    void noOctetsMakeItThrow() {
        Random random = new Random(2);
        String[] words = {
            "MAIL FROM:",
            "RCPT TO:",
            "BDAT ",
            "EHLO ",
            "<",
            ">",
            "@",
            "\"",
            "\\",
            "a",
            ".",
            "[",
            "]",
            ":",
            ",",
            " ",
            "SIZE=",
            "1",
            "=",
            "+",
            "ORCPT=",
            ";",
            "rfc822",
            "NOTIFY=",
            "NEVER",
            "ä",
            "\0",
            "\ud83d\ude00",
            "LAST",
            "ENVID="
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] line;
            if (i % 4 == 0) {
                line = new byte[random.nextInt(40)];
                random.nextBytes(line);
            } else {
                StringBuilder text = new StringBuilder(words[random.nextInt(4)]);
                for (int n = random.nextInt(12); n > 0; n--) {
                    text.append(words[random.nextInt(words.length)]);
                }
                line = text.toString().getBytes(StandardCharsets.UTF_8);
            }
            assertThat(STRICT.parse(line).command()).isNotNull();
            assertThat(LENIENT.parse(line).command()).isNotNull();
        }
    }
}

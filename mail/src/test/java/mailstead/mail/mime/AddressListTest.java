package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressListTest {

    /** Expected: {@code name|route|local|domain} for each, groups as {@code name[ ... ]}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '`',
            textBlock =
                    """
                    joe@example.org	||joe|example.org
                    <joe@example.org>	||joe|example.org
                    Joe <joe@example.org>	Joe||joe|example.org
                    Joe Q. Public <joe@example.org>	Joe Q. Public||joe|example.org
                    "Joe Q. Public" <joe@example.org>	Joe Q. Public||joe|example.org
                    "Joe \\"Q\\" \\\\ Public"<joe@example.org>	Joe "Q" \\ Public||joe|example.org
                    "Public, Joe" Senior  <joe@example.org>	Public, Joe Senior||joe|example.org
                    "" <joe@example.org>	||joe|example.org
                    joe@example.org (Joe)	Joe||joe|example.org
                    joe@example.org (Joe (the first) \\) )	Joe (the first) ) ||joe|example.org
                    <joe@example.org> (Joe)	Joe||joe|example.org
                    (Joe) joe@example.org	Joe||joe|example.org
                    Joe <joe@example.org> (home)	Joe||joe|example.org
                    =?utf-8?q?J=C3=B6?= =?utf-8?q?e?= <joe@example.org>	=?utf-8?q?J=C3=B6?= =?utf-8?q?e?=||joe|example.org
                    a@b, c@d	||a|b ||c|d
                    a@b,, ,c@d,	||a|b ||c|d
                    a@b; c@d	||a|b ||c|d
                    a@b c@d	||a|b ||c|d
                    <a@b> <c@d>	||a|b ||c|d
                    <a@b> trailing words	||a|b
                    a@b trailing words, c@d	||a|b ||c|d
                    joe@example.org <joe@example.org>	joe@example.org||joe|example.org
                    Joe Smith joe@example.org	Joe Smith||joe|example.org
                    joe . smith @ example . org	||joe.smith|example.org
                    joe(x).(y)smith@(z)example.org	z||joe.smith|example.org
                    "joe smith"@example.org	||joe smith|example.org
                    "joe@home"@example.org	||joe@home|example.org
                    <"joe smith"@example.org>	||joe smith|example.org
                    <joe smith@example.org>	||joe smith|example.org
                    joe@[192.0.2.1]	||joe|[192.0.2.1]
                    joe@[IPv6:2001:db8::1]	||joe|[IPv6:2001:db8::1]
                    <joe@[IPv6:2001:db8::1]>	||joe|[IPv6:2001:db8::1]
                    <@a.example,@b.example:joe@example.org>	|@a.example,@b.example|joe|example.org
                    <@a.example , @b.example : joe@example.org>	|@a.example,@b.example|joe|example.org
                    <@a.example>	||`|`a.example
                    root	||root|
                    Joe Smith	||Joe Smith|
                    <root>	||root|
                    <>	|||
                    Joe <>	Joe|||
                    a@b@c	||a@b|c
                    <a@b@c>	||a@b|c
                    <<a@b>>	||a|b
                    <a@b	||a|b
                    Joe <a@b, c@d	Joe||a|b ||c|d
                    a@b>	||a|b
                    )a@b	||a|b
                    "Joe <a@b>, c@d	"Joe||a|b ||c|d
                    (never closed a@b	``
                    @	|||
                    a@	||a|
                    @b	|||b
                    undisclosed-recipients:;	undisclosed-recipients[ ]
                    undisclosed-recipients: ;	undisclosed-recipients[ ]
                    A Group: Joe <a@b>, c@d; e@f	A Group[ Joe||a|b ||c|d ] ||e|f
                    "A, B": a@b;	A, B[ ||a|b ]
                    A:a@b,B:c@d;	A[ ||a|b ] B[ ||c|d ]
                    A: a@b	A[ ||a|b ]
                    :;	[ ]
                    jöe@exämple.org	||jöe|exämple.org
                    Jöe <a@b>	Jöe||a|b
                    """)
    void reads(String value, @org.jspecify.annotations.Nullable String expected) {
        String wanted = expected == null ? "" : expected.replace("`", "");
        assertThat(written(RawText.of(value))).as(value).isEqualTo(wanted.strip());
    }

    @Test
    void readsFoldedValuesAndAnyOctets() {
        assertThat(written(RawText.of(octets(" Joe\r\n\tSmith <a@b>,\r\n c@d\r\n"))))
                .isEqualTo("Joe Smith||a|b ||c|d");
        assertThat(written(RawText.of(octets("\"Joe\r\n Smith\" <a\0@b>\r\n"))))
                .isEqualTo("Joe Smith||a|b");
        byte[] latin = octets("J\u00F6e <a@b>");
        AddressListParser parser = new AddressListParser();
        parser.parse(RawText.of(latin));
        assertThat(((EnvelopeAddress.Mailbox) parser.addresses().getFirst()).name())
                .contains(RawText.of("J\u00F6e".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    @Timeout(10)
    void doesNotTakeLongOnFloods() {
        for (String flood :
                new String[] {
                    "(", "\"", "<", "<@", "@", "[", ":", ";", ",", "a@b ", "\"\\", "a <"
                }) {
            AddressListParser parser = new AddressListParser();
            parser.parse(RawText.of(flood.repeat(128 * 1024 / flood.length())));
            assertThat(parser.addresses())
                    .as(flood)
                    .size()
                    .isLessThanOrEqualTo(AddressListParser.ADDRESSES_MAX + 2);
        }
    }

    @Test
    void noOctetsMakeItThrow() {
        RandomGenerator random = new SplittableRandom(3);
        String alphabet = "ab@<>(),;:\".\\[] \t\r\n\0\u00E9";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            AddressListParser parser = new AddressListParser();
            parser.parse(RawText.of(octets(text.toString())));
            long open =
                    parser.addresses().stream()
                            .mapToInt(address ->
                                    switch (address) {
                                        case EnvelopeAddress.GroupStart _ -> 1;
                                        case EnvelopeAddress.GroupEnd _ -> -1;
                                        case EnvelopeAddress.Mailbox _ -> 0;
                                    })
                            .sum();
            assertThat(open).as("groups are closed in %s", text).isZero();
        }
    }

    private static String written(RawText value) {
        AddressListParser parser = new AddressListParser();
        parser.parse(value);
        return parser.addresses().stream()
                .map(AddressListTest::written)
                .collect(Collectors.joining(" "))
                .strip();
    }

    private static String written(EnvelopeAddress address) {
        return switch (address) {
            case EnvelopeAddress.Mailbox(var name, var route, var local, var domain) ->
                    written(name) + "|" + written(route) + "|" + local + "|" + domain;
            case EnvelopeAddress.GroupStart(var name) -> name + "[";
            case EnvelopeAddress.GroupEnd() -> "]";
        };
    }

    private static String written(Optional<RawText> text) {
        return text.map(RawText::toString).orElse("");
    }
}

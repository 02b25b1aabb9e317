package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncodedWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
                    plain	plain
                    =?US-ASCII?Q?Keith_Moore?=	Keith Moore
                    =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=	Keld Jørn Simonsen
                    =?iso-8859-1?q?=80?=	€
                    =?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=	If you can read this you understand the example.
                    (=?ISO-8859-1?Q?a?=)	(a)
                    (=?ISO-8859-1?Q?a?= b)	(a b)
                    (=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)	(ab)
                    (=?ISO-8859-1?Q?a?=    =?ISO-8859-1?Q?b?=)	(ab)
                    (=?ISO-8859-1?Q?a_b?=)	(a b)
                    (=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)	(a b)
                    =?utf-8?q?=e2=82?= =?utf-8?q?=ac?=	€
                    =?utf-8?b?4oI=?= =?UTF-8?Q?=ac?=	€
                    =?utf-8?b?4oKs?==?utf-8?b?4oKs?=	€€
                    x=?utf-8?b?4oKs?=y	x€y
                    =?utf-8?b?4oKs	=?utf-8?b?4oKs
                    =?utf-8?b?4oKs?	=?utf-8?b?4oKs?
                    =?utf-8?b?4o!s?=	=?utf-8?b?4o!s?=
                    =?utf-8?x?4oKs?=	=?utf-8?x?4oKs?=
                    =?utf-8?4oKs?=	=?utf-8?4oKs?=
                    =??q?x?=	=??q?x?=
                    =?utf-8?q??=	''
                    =?utf-8?b?4oKs4oK?=	€�
                    =?utf-8?b?QQ?=	A
                    =?utf-8?q?a=zzb=4?=	a=zzb=4
                    =?utf-8?q?a b?=	a b
                    =?utf-8*en?q?a?=	a
                    =?x-unknown?q?=c3=b6?=	ö
                    =?x-unknown?q?=f6?=	ö
                    =?us-ascii?q?=c3=b6?=	ö
                    =?iso-2022-jp?b?GyRCJDMbKEI=?=	こ
                    =?gb2312?b?zt4=?=	无
                    =?utf-8?q?a?= b =?utf-8?q?c?=	a b c
                    =?=?utf-8?q?a?=	=?a
                    ö =?utf-8?q?=c3=b6?=	ö ö
                    """)
    void decodes(String value, @org.jspecify.annotations.Nullable String expected) {
        assertThat(RawText.of(value).decoded())
                .as(value)
                .isEqualTo(expected == null ? "" : expected.replace("''", ""));
    }

    @Test
    void guessesRawOctets() {
        assertThat(RawText.of(octets("caf\u00E9")).decoded()).isEqualTo("café");
        assertThat(RawText.of(octets("\u00E9t\u00E9 \u0080")).text()).isEqualTo("été €");
        assertThat(RawText.of("été").text()).isEqualTo("été");
        assertThat(RawText.of(octets("\u00C3\u00A9 \u00E9")).text()).isEqualTo("é é");
        assertThat(RawText.of("😀").text()).isEqualTo("😀");
        // Overlong, surrogate, beyond Unicode: none of them is UTF-8.
        assertThat(RawText.of(octets("\u00C0\u0080")).text()).isEqualTo("À€");
        assertThat(RawText.of(octets("\u00ED\u00A0\u0080")).text()).isEqualTo("í\u00A0€");
        assertThat(RawText.of(octets("\u00F4\u0090\u0080\u0080")).text()).hasSize(4);
    }

    @Test
    @Timeout(10)
    void takesNoLongerThanTheTextIsLong() {
        for (String flood : new String[] {"=?", "=?a?q?", "=?a?b?!", "=?a?q?=", "=?utf-8?q?x?= "}) {
            String text = flood.repeat(128 * 1024 / flood.length());
            assertThat(RawText.of(text).decoded()).isNotEmpty();
        }
    }

    @Test
    void noOctetsMakeItThrow() {
        RandomGenerator random = new SplittableRandom(5);
        String[] words = {
            "=?",
            "?=",
            "utf-8",
            "?q?",
            "?b?",
            "=",
            "_",
            "?",
            " ",
            "AAA",
            "=c3",
            "\u00E9",
            "iso-2022-kr",
            "utf-16",
            "x-JISAutoDetect",
            "\0",
            "*en",
            "big5",
            "\r\n",
            "euc-tw"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            assertThat(RawText.of(octets(text.toString())).decoded()).isNotNull();
        }
    }
}

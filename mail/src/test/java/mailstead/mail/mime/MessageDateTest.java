package mailstead.mail.mime;

import static mailstead.mail.mime.Messages.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            textBlock =
                    """
                    Fri, 21 Nov 1997 09:55:06 -0600	1997-11-21T09:55:06-06:00
                    Tue, 1 Jul 2003 10:52:37 +0200	2003-07-01T10:52:37+02:00
                    1 Jul 2003 10:52:37 +0200	2003-07-01T10:52:37+02:00
                    1 Jul 2003 10:52 +0200	2003-07-01T10:52:00+02:00
                    21 Nov 97 09:55:06 GMT	1997-11-21T09:55:06Z
                    21 Nov 05 09:55:06 GMT	2005-11-21T09:55:06Z
                    21 Nov 105 09:55:06 GMT	2005-11-21T09:55:06Z
                    Fri, 21 Nov 1997 09(comment):   55  :  06 -0600	1997-11-21T09:55:06-06:00
                    Thu,  13 Feb 1969 23:32:54 -0330 (Newfoundland Time)	1969-02-13T23:32:54-03:30
                    Mon, 2 Jan 2006 15:04:05 MST	2006-01-02T15:04:05-07:00
                    Mon, 2 Jan 2006 15:04:05 EDT	2006-01-02T15:04:05-04:00
                    Mon, 2 Jan 2006 15:04:05 A	2006-01-02T15:04:05Z
                    Mon, 2 Jan 2006 15:04:05 XYZ	2006-01-02T15:04:05Z
                    Mon, 2 Jan 2006 15:04:05	2006-01-02T15:04:05Z
                    Mon, 2 Jan 2006 15:04:05 -0000	2006-01-02T15:04:05Z
                    Mon, 2 Jan 2006 15:04:05 GMT+0100	2006-01-02T15:04:05+01:00
                    Mon, 2 Jan 2006 15:04:05 UTC-05:00	2006-01-02T15:04:05-05:00
                    Mon, 2 Jan 2006 15:04:05 +01:00	2006-01-02T15:04:05+01:00
                    Mon, 2 Jan 2006 15:04:05 +1	2006-01-02T15:04:05+01:00
                    Mon, 2 Jan 2006 15:04:05 +9999	2006-01-02T15:04:05Z
                    Sat, 31 Dec 2016 23:59:60 +0000	2016-12-31T23:59:59Z
                    Mon Jan  2 15:04:05 2006	2006-01-02T15:04:05Z
                    Mon Jan  2 15:04:05 PST 2006	2006-01-02T15:04:05-08:00
                    Monday, 02-Jan-06 15:04:05 MST	2006-01-02T15:04:05-07:00
                    2-Jan-2006 15:04:05 +0100	2006-01-02T15:04:05+01:00
                    January 2, 2006 3:04:05 PM	2006-01-02T15:04:05Z
                    January 2, 2006 12:04:05 AM	2006-01-02T00:04:05Z
                    Mon, 2 January 2006 3:04PM +0100	2006-01-02T15:04:00+01:00
                    Mon, 2 Jan 2006 15.04.05 +0100	2006-01-02T15:04:05+01:00
                    Mon,2 Jan 2006 15:04:05 +0100	2006-01-02T15:04:05+01:00
                    2006-01-02 15:04:05 +0100	2006-01-02T15:04:05+01:00
                    2006-01-02T15:04:05Z	2006-01-02T15:04:05Z
                    2006-01-02T15:04:05.123+01:00	2006-01-02T15:04:05+01:00
                    Mon, 2 Jan 2006 x:y	2006-01-02T00:00:00Z
                    Mon, 2 Jan 2006	2006-01-02T00:00:00Z
                    Mon, 2 Jan 2006 25:04:05 +0100	2006-01-02T00:00:00+01:00
                    Mon, 2 Jan 2006 12:61:05 +0100	2006-01-02T00:00:00+01:00
                    """)
    void reads(String value, String expected) {
        assertThat(MessageDate.parse(RawText.of(value)))
                .as(value)
                .contains(OffsetDateTime.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "today",
                "Mon, 32 Jan 2006 15:04:05",
                "30 Feb 2006 15:04:05",
                "2 Jan 15:04:05",
                "Jan 2006 15:04:05",
                "2006-13-01 00:00:00",
                "99999999999 Jan 2006",
                "2 Jan 99999 15:04",
                "((((",
                "-",
                "+",
                ":",
                "1:",
                "--",
                "2 Jan x:y"
            })
    void readsNoneWhereThereIsNone(String value) {
        assertThat(MessageDate.parse(RawText.of(value))).as(value).isEmpty();
    }

    @Test
    void noOctetsMakeItThrow() {
        RandomGenerator random = new SplittableRandom(4);
        String[] words = {
            "Mon",
            ",",
            " ",
            "2",
            "31",
            "Jan",
            "2006",
            "15:04",
            ":05",
            "+",
            "-",
            "0100",
            "GMT",
            "pm",
            "(",
            ")",
            ".",
            "T",
            "Z",
            "\u00E9",
            "\0",
            "2006-01-02",
            "9999"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            assertThat(MessageDate.parse(RawText.of(octets(text.toString())))).isNotNull();
        }
    }
}

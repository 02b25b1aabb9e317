package mailstead.imap.codec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Reads dates (RFC 9051 section 9, date and date-time). */
final class DateReader {

    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private static final int MONTH_LETTERS = 3;

    private DateReader() {}

    static LocalDate date(Lexer lexer) {
        boolean isQuoted = lexer.takes('"');
        LocalDate date = dateText(lexer);
        if (isQuoted) {
            lexer.expect('"');
        }
        return date;
    }

    static Instant dateTime(Lexer lexer) {
        lexer.expect('"');
        if (!lexer.takes(' ') && lexer.isSecond('-') && !lexer.bend(Leniency.LOOSE_DATE)) {
            throw Flaw.malformed("a day has two places");
        }
        LocalDate date = dateText(lexer);
        lexer.expect(' ');
        int hour = two(lexer, 24);
        lexer.expect(':');
        int minute = two(lexer, 60);
        int second = 0;
        if (lexer.takes(':')) {
            second = Math.min(two(lexer, 61), 59); // a leap second has no place of its own
        } else if (!lexer.bend(Leniency.LOOSE_DATE)) {
            throw Flaw.malformed("the seconds are missing");
        }
        lexer.expect(' ');
        boolean isWest = lexer.takes('-');
        if (!isWest) {
            lexer.expect('+');
        }
        int zone = two(lexer, 24) * 3_600 + two(lexer, 60) * 60;
        lexer.expect('"');
        return date.atTime(hour, minute, second)
                .toInstant(ZoneOffset.UTC)
                .plusSeconds(isWest ? zone : -zone);
    }

    private static LocalDate dateText(Lexer lexer) {
        int day = lexer.digits(1, 2);
        lexer.expect('-');
        int month = MONTHS.indexOf(Octets.upperCase(lexer.taken(MONTH_LETTERS)));
        lexer.expect('-');
        int year = lexer.digits(4, 4);
        if (month < 0 || month % MONTH_LETTERS != 0) {
            throw Flaw.malformed("not the name of a month");
        }
        YearMonth yearMonth = YearMonth.of(year, month / MONTH_LETTERS + 1);
        if (!yearMonth.isValidDay(day)) {
            throw Flaw.malformed("there is no such day");
        }
        return yearMonth.atDay(day);
    }

    private static int two(Lexer lexer, int limit) {
        int number = lexer.digits(2, 2);
        if (number >= limit) {
            throw Flaw.malformed("there is no such time");
        }
        return number;
    }
}

package mailstead.directory.ldap;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.spi.Quota;

/**
 * The notations of quotas that schemas have: octets ({@code 1048576}), with a unit ({@code 500M}),
 * Maildir++'s ({@code 1000000S,100C}), Dovecot's rules ({@code *:storage=1G:messages=1000}). 0 is
 * no limit.
 */
final class Quotas {

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})([bBkKmMgGtT]?)(?:i?[bB])?");

    private Quotas() {}

    /** Empty if it is none of them. */
    static Optional<Quota> read(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("*:")) {
            return rules(stripped.substring(2), ":");
        }
        if (stripped.contains("=")) {
            return rules(stripped, ":");
        }
        if (stripped.endsWith("S") || stripped.endsWith("C")) {
            return maildir(stripped);
        }
        OptionalLong octets = number(stripped, 0);
        return octets.isEmpty()
                ? Optional.empty()
                : Optional.of(new Quota(limit(octets), OptionalLong.empty()));
    }

    private static Optional<Quota> maildir(String text) {
        Quota quota = Quota.NONE;
        for (String part : text.split(",", -1)) {
            String number = part.isEmpty() ? "" : part.substring(0, part.length() - 1);
            OptionalLong count =
                    number.matches("\\d{1,18}") ? number(number, 0) : OptionalLong.empty();
            if (count.isEmpty()) {
                return Optional.empty();
            }
            switch (part.charAt(part.length() - 1)) {
                case 'S' -> quota = new Quota(limit(count), quota.messagesMax());
                case 'C' -> quota = new Quota(quota.octetsMax(), limit(count));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(quota);
    }

    private static Optional<Quota> rules(String text, String separator) {
        Quota quota = Quota.NONE;
        for (String rule : text.split(separator, -1)) {
            int equals = rule.indexOf('=');
            String name = equals < 0 ? "" : rule.substring(0, equals);
            // Dovecot counts storage in kilobytes when no unit is said.
            OptionalLong limit =
                    number(rule.substring(equals + 1), name.equals("storage") ? 10 : 0);
            if (limit.isEmpty()) {
                return Optional.empty();
            }
            switch (name) {
                case "storage", "bytes" -> quota = new Quota(limit(limit), quota.messagesMax());
                case "messages" -> quota = new Quota(quota.octetsMax(), limit(limit));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(quota);
    }

    private static OptionalLong limit(OptionalLong count) {
        return count.isPresent() && count.getAsLong() == 0 ? OptionalLong.empty() : count;
    }

    private static OptionalLong number(String text, int usualShift) {
        Matcher matcher = NUMBER.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int shift =
                switch (matcher.group(2)) {
                    case "b", "B" -> 0;
                    case "k", "K" -> 10;
                    case "m", "M" -> 20;
                    case "g", "G" -> 30;
                    case "t", "T" -> 40;
                    default -> usualShift;
                };
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift
                ? OptionalLong.empty()
                : OptionalLong.of(number << shift);
    }
}

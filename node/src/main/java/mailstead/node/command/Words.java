package mailstead.node.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.mail.DomainName;
import mailstead.service.provisioning.Addresses;
import mailstead.spi.MailService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the words of a command line into values; what it cannot read is a usage error that says
 * what was expected.
 */
final class Words {

    /** What switches an option's value off: {@code --quota none}. */
    static final String NONE = "none";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Words() {}

    static final class AddressWord implements ITypeConverter<Address> {
        @Override
        public Address convert(String word) {
            return Address.parse(word)
                    .map(Address::folded)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + word + "' is not a mail address"));
        }
    }

    static final class DomainWord implements ITypeConverter<DomainName> {
        @Override
        public DomainName convert(String word) {
            return DomainName.parse(word)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + word + "' is not a domain name"));
        }
    }

    /** A customer id or a volume's name. */
    static final class NameWord implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            if (!NAME.matcher(word).matches()) {
                throw new TypeConversionException(
                        "'" + word + "' is not a name: 1 to 64 characters of A-Z a-z 0-9 . _ -");
            }
            return word;
        }
    }

    /** Stored in lower case, without white space and control characters, 1 to 128 characters. */
    static final class LoginWord implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            boolean bad =
                    word.chars()
                            .anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
            if (bad || word.isEmpty() || word.length() > 128) {
                throw new TypeConversionException(
                        "'"
                                + word
                                + "' is not a log-in name: 1 to 128 characters without white space");
            }
            return asciiLowerCase(word);
        }
    }

    static final class ServiceWord implements ITypeConverter<MailService> {
        @Override
        public MailService convert(String word) {
            for (MailService service : MailService.values()) {
                if (Views.word(service).equals(word.toLowerCase(Locale.ROOT))) {
                    return service;
                }
            }
            throw new TypeConversionException(
                    "'"
                            + word
                            + "' is not a service: delivery, pop3, imap, submission, webmail, managesieve");
        }
    }

    /** A day in UTC, or an instant. */
    static final class InstantWord implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.indexOf('T') < 0
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'%s' is neither a date such as 2027-01-31 nor 2027-01-31T12:00:00Z"
                                .formatted(text));
            }
        }
    }

    /** An address, or {@code none}. */
    static final class AddressOrNone implements ITypeConverter<AddressOrNone.Choice> {

        record Choice(Optional<Address> address) {}

        @Override
        public Choice convert(String word) {
            return new Choice(
                    word.equals(NONE)
                            ? Optional.empty()
                            : Optional.of(new AddressWord().convert(word)));
        }
    }

    /** {@code 100MiB}, or {@code none}. */
    static final class SizeOrNone implements ITypeConverter<SizeOrNone.Size> {

        record Size(OptionalLong octets) {}

        @Override
        public Size convert(String word) {
            if (word.equals(NONE)) {
                return new Size(OptionalLong.empty());
            }
            ByteSize size =
                    ByteSize.parse(word)
                            .orElseThrow(() ->
                                    new TypeConversionException(
                                            "'"
                                                    + word
                                                    + "' is not a size such as 100MiB, 2GiB or none"));
            return new Size(OptionalLong.of(size.octets()));
        }
    }

    /** A number of messages, or {@code none}. */
    static final class CountOrNone implements ITypeConverter<CountOrNone.Count> {

        record Count(OptionalLong count) {}

        @Override
        public Count convert(String word) {
            if (word.equals(NONE)) {
                return new Count(OptionalLong.empty());
            }
            if (!word.matches("[0-9]{1,12}")) {
                throw new TypeConversionException(
                        "'" + word + "' is not a number of messages, or none");
            }
            return new Count(OptionalLong.of(Long.parseLong(word)));
        }
    }

    static String asciiLowerCase(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return folded.toString();
    }

    /** Addresses as documents have them. */
    static List<String> written(Collection<Address> addresses) {
        return addresses.stream().map(Address::toString).toList();
    }

    /** Addresses of a document; what cannot be one is left out. */
    static List<Address> addresses(List<String> written) {
        return written.stream().flatMap(text -> Addresses.parse(text).stream()).toList();
    }

    /**
     * A list as {@code set} leaves it: replaced, then longer, then shorter, each only where asked;
     * order kept, no twins.
     */
    static <T> List<T> changed(
            List<T> there,
            @Nullable List<T> instead,
            @Nullable List<T> added,
            @Nullable List<T> removed) {
        LinkedHashSet<T> changed = new LinkedHashSet<>(instead == null ? there : instead);
        if (added != null) {
            changed.addAll(added);
        }
        if (removed != null) {
            removed.forEach(changed::remove);
        }
        return List.copyOf(changed);
    }
}

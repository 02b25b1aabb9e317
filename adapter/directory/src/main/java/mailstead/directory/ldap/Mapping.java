package mailstead.directory.ldap;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailstead.spi.MailService;

/**
 * What the servers' schema calls what: a preset, with whatever is said otherwise, checked.
 * Immutable.
 */
public final class Mapping {

    /** An attribute description: a name or an OID, with options (RFC 4512 section 2.5). */
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.;_-]{0,127}");

    /** What unsets a value of the preset. */
    private static final String NONE = "none";

    private static final Set<String> OF_LOGINS = Set.of("login", "local", "domain");
    private static final Set<String> OF_ADDRESSES = Set.of("address", "local", "domain");
    private static final Set<String> OF_DOMAINS = Set.of("domain");
    private static final Map<String, Standing> STANDINGS =
            Map.of(
                    "active", Standing.ACTIVE,
                    "suspended", Standing.SUSPENDED,
                    "absent", Standing.ABSENT);
    private static final Map<String, MailService> SERVICES =
            Map.of(
                    "delivery", MailService.DELIVERY,
                    "pop3", MailService.POP3,
                    "imap", MailService.IMAP,
                    "submission", MailService.SUBMISSION,
                    "webmail", MailService.WEBMAIL,
                    "managesieve", MailService.MANAGESIEVE);

    private final Map<Term, List<String>> values;
    private final Map<Term, FilterTemplate> filters = new EnumMap<>(Term.class);
    private final Map<String, Standing> standings;
    private final Map<String, MailService> granted;
    private final Map<String, MailService> denied;

    /** What a value of a status attribute means. */
    enum Standing {
        ACTIVE,
        SUSPENDED,
        /** The entry is as if it were not there. */
        ABSENT
    }

    /**
     * @param overrides what is said otherwise than by the preset; the list of one {@code none}
     *     means nothing
     * @throws IllegalArgumentException telling which term is wrong, by its word
     */
    public Mapping(Optional<Preset> preset, Map<Term, List<String>> overrides) {
        Map<Term, List<String>> all = new EnumMap<>(Term.class);
        for (Term term : Term.values()) {
            List<String> said =
                    Optional.ofNullable(overrides.get(term)).orElseGet(() -> usual(preset, term));
            all.put(term, said.equals(List.of(NONE)) ? List.of() : List.copyOf(said));
        }
        this.values = all;
        for (Term term : Term.values()) {
            check(term);
        }
        need(Term.LOGIN_FILTER);
        need(Term.ADDRESS_FILTER);
        need(Term.LOGIN);
        need(Term.ADDRESSES);
        standings = pairs(Term.STATUS_VALUES, STANDINGS);
        granted = pairs(Term.SERVICE_VALUES, SERVICES);
        denied = pairs(Term.DENIES, SERVICES);
    }

    private static List<String> usual(Optional<Preset> preset, Term term) {
        return preset.map(chosen -> chosen.values(term)).orElseGet(() -> Preset.common(term));
    }

    private void check(Term term) {
        List<String> said = list(term);
        if (!term.kind().isList() && said.size() > 1) {
            throw wrong(term, "takes one value");
        }
        for (String value : said) {
            switch (term.kind()) {
                case FILTER -> filters.put(term, filter(term, value));
                case ATTRIBUTE, ATTRIBUTES -> {
                    if (!ATTRIBUTE.matcher(value).matches()) {
                        throw wrong(term, "'" + value + "' is no name of an attribute");
                    }
                }
                case NUMBER -> {
                    if (!value.matches("[1-9][0-9]{0,8}")) {
                        throw wrong(term, "must be a number from 1 to 999999999");
                    }
                }
                case TEXT, TEXTS, PAIRS -> {}
            }
        }
    }

    private static FilterTemplate filter(Term term, String text) {
        Set<String> holes =
                switch (term) {
                    case LOGIN_FILTER -> OF_LOGINS;
                    case ADDRESS_FILTER -> OF_ADDRESSES;
                    default -> OF_DOMAINS;
                };
        try {
            return FilterTemplate.parse(text, holes);
        } catch (IllegalArgumentException malformed) {
            throw wrong(term, "'" + text + "': " + malformed.getMessage());
        }
    }

    private void need(Term term) {
        if (list(term).isEmpty()) {
            throw wrong(term, "is missing, and no preset says it");
        }
    }

    /** Names are compared without regard to ASCII case. */
    private <T> Map<String, T> pairs(Term term, Map<String, T> meanings) {
        Map<String, T> pairs = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String pair : list(term)) {
            int equals = pair.lastIndexOf('=');
            T meaning = equals < 1 ? null : meanings.get(pair.substring(equals + 1).strip());
            if (meaning == null) {
                throw wrong(
                        term,
                        "'"
                                + pair
                                + "' must be a value, '=' and one of "
                                + String.join(", ", new TreeMap<>(meanings).keySet()));
            }
            pairs.put(pair.substring(0, equals).strip(), meaning);
        }
        return pairs;
    }

    private static IllegalArgumentException wrong(Term term, String why) {
        return new IllegalArgumentException(term.word() + " " + why);
    }

    List<String> list(Term term) {
        return Objects.requireNonNull(values.get(term));
    }

    Optional<String> one(Term term) {
        return list(term).stream().findFirst();
    }

    Optional<FilterTemplate> filter(Term term) {
        return Optional.ofNullable(filters.get(term));
    }

    /** Empty for values that nobody has explained. */
    Optional<Standing> standing(String value) {
        return Optional.ofNullable(standings.get(value.strip()));
    }

    Optional<MailService> service(String value) {
        return Optional.ofNullable(granted.get(value.strip()));
    }

    /** Attributes that forbid something. */
    Map<String, MailService> denied() {
        return denied;
    }

    /** The attributes that an entry of an account or an alias is asked for. */
    String[] attributesOfEntries(boolean withPasswords) {
        return attributes(
                Stream.of(
                        withPasswords ? Term.PASSWORD : Term.CHANGED,
                        Term.LOGIN,
                        Term.ADDRESSES,
                        Term.MAILDIR,
                        Term.HOME,
                        Term.VOLUME,
                        Term.UID,
                        Term.GID,
                        Term.QUOTA,
                        Term.QUOTA_MESSAGES,
                        Term.CUSTOMER,
                        Term.STATUS,
                        Term.SERVICES,
                        Term.FORWARD,
                        Term.FORWARD_MODE,
                        Term.ALIAS_TARGETS,
                        Term.ALIAS_NAMES),
                denied.keySet().stream());
    }

    String[] attributesOfDomains() {
        return attributes(
                Stream.of(
                        Term.DOMAIN,
                        Term.DOMAIN_CUSTOMER,
                        Term.DOMAIN_STATUS,
                        Term.DOMAIN_CATCH_ALL,
                        Term.DOMAIN_POSTMASTER),
                Stream.empty());
    }

    private String[] attributes(Stream<Term> terms, Stream<String> more) {
        return Stream.concat(
                        Stream.of("objectClass"),
                        Stream.concat(terms.flatMap(term -> list(term).stream()), more))
                .distinct()
                .toArray(String[]::new);
    }

    /** Whether entries tell which domains are ours. */
    public boolean findsDomains() {
        return filter(Term.DOMAIN_FILTER).isPresent() && one(Term.DOMAIN).isPresent();
    }

    /** What all of it says, in the order of the terms, as it would be configured. */
    public Map<Term, List<String>> all() {
        Map<Term, List<String>> all = new LinkedHashMap<>();
        values.forEach((term, said) -> {
            if (!said.isEmpty()) {
                all.put(term, said);
            } else if (!Preset.common(term).isEmpty()) {
                all.put(term, List.of(NONE));
            }
        });
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mapping mapping && values.equals(mapping.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Mapping" + values;
    }
}

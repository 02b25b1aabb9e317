package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A search filter (RFC 4515) with holes such as {@code {login}}. Immutable. */
final class FilterTemplate {

    private static final Pattern HOLE = Pattern.compile("\\{([a-z]+)\\}");

    private final String text;

    private FilterTemplate(String text) {
        this.text = text;
    }

    /**
     * @throws IllegalArgumentException if it is no filter, has holes that are not among these, or
     *     none at all
     */
    static FilterTemplate parse(String text, Set<String> holes) {
        Set<String> unknown = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        HOLE.matcher(text)
                .results()
                .map(found -> found.group(1))
                .forEach(name -> (holes.contains(name) ? known : unknown).add(name));
        if (!unknown.isEmpty() || known.isEmpty()) {
            throw new IllegalArgumentException(
                    "what can stand in it is " + String.join(", ", new TreeSet<>(holes)));
        }
        try {
            Filter.create(HOLE.matcher(text).replaceAll("x"));
        } catch (LDAPException malformed) {
            throw new IllegalArgumentException("no search filter (RFC 4515)", malformed);
        }
        return new FilterTemplate(text);
    }

    /**
     * The filter with values in its holes, whatever they hold: RFC 4515 section 3 says how what
     * would mean something is escaped.
     */
    Filter with(Map<String, String> values) {
        String filled =
                HOLE.matcher(text)
                        .replaceAll(hole ->
                                Matcher.quoteReplacement(
                                        Filter.encodeValue(
                                                values.getOrDefault(hole.group(1), ""))));
        try {
            return Filter.create(filled);
        } catch (LDAPException impossible) {
            throw new IllegalStateException("escaped values cannot break a filter", impossible);
        }
    }

    /** The filter with anything at all in its holes (RFC 4515 section 3, {@code any}). */
    Filter any() {
        try {
            return Filter.create(HOLE.matcher(text).replaceAll("*").replaceAll("\\*{2,}", "*"));
        } catch (LDAPException impossible) {
            throw new IllegalStateException("it was a filter with values", impossible);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

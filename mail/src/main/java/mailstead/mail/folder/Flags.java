package mailstead.mail.folder;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A message's flags: the system flags and any number of keywords (RFC 9051 section 2.3.2). Keywords
 * are compared without regard to ASCII case and keep the spelling they came with. Immutable.
 */
public final class Flags {

    /**
     * The flags that every server knows; {@code \Recent} is a session's matter, not a message's.
     */
    public enum System {
        SEEN("\\Seen"),
        ANSWERED("\\Answered"),
        FLAGGED("\\Flagged"),
        DELETED("\\Deleted"),
        DRAFT("\\Draft");

        private final String text;

        System(String text) {
            this.text = text;
        }

        /** As in the protocol, backslash included. */
        public String text() {
            return text;
        }

        private int bit() {
            return 1 << ordinal();
        }

        /** In any ASCII case. */
        public static Optional<System> parse(String text) {
            for (System flag : values()) {
                if (flag.text.equalsIgnoreCase(text)) {
                    return Optional.of(flag);
                }
            }
            return Optional.empty();
        }
    }

    public static final Flags NONE = new Flags(0, List.of());

    private final int bits;

    /** Sorted without regard to case, each once. */
    private final List<String> keywords;

    private Flags(int bits, List<String> keywords) {
        this.bits = bits;
        this.keywords = keywords;
    }

    public static Flags of(System... flags) {
        int bits = 0;
        for (System flag : flags) {
            bits |= flag.bit();
        }
        return bits == 0 ? NONE : new Flags(bits, List.of());
    }

    public static Flags of(Set<System> flags, Collection<String> keywords) {
        return of(flags.toArray(System[]::new)).plusKeywords(keywords);
    }

    public static Flags ofKeywords(String... keywords) {
        return NONE.plusKeywords(List.of(keywords));
    }

    private Flags plusKeywords(Collection<String> added) {
        if (added.isEmpty()) {
            return this;
        }
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(keywords); // an element that is there keeps its spelling
        all.addAll(added);
        return all.size() == keywords.size() ? this : new Flags(bits, List.copyOf(all));
    }

    public boolean has(System flag) {
        return (bits & flag.bit()) != 0;
    }

    /** In any ASCII case. */
    public boolean hasKeyword(String keyword) {
        return Collections.binarySearch(keywords, keyword, String.CASE_INSENSITIVE_ORDER) >= 0;
    }

    public Set<System> system() {
        Set<System> set = EnumSet.noneOf(System.class);
        for (System flag : System.values()) {
            if (has(flag)) {
                set.add(flag);
            }
        }
        return set;
    }

    /** Sorted without regard to case. */
    public List<String> keywords() {
        return keywords;
    }

    public boolean isEmpty() {
        return bits == 0 && keywords.isEmpty();
    }

    public Flags plus(Flags other) {
        Flags sum = plusKeywords(other.keywords);
        int united = bits | other.bits;
        return united == sum.bits ? sum : new Flags(united, sum.keywords);
    }

    public Flags minus(Flags other) {
        List<String> left = keywords;
        if (!other.keywords.isEmpty() && !keywords.isEmpty()) {
            left = new ArrayList<>(keywords);
            left.removeIf(other::hasKeyword);
            left = List.copyOf(left);
        }
        int rest = bits & ~other.bits;
        return rest == bits && left.size() == keywords.size() ? this : new Flags(rest, left);
    }

    /** Only what is in both. */
    public Flags intersection(Flags other) {
        return minus(minus(other));
    }

    /** The same keywords, whatever their case, and the same system flags. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Flags flags)
                || flags.bits != bits
                || flags.keywords.size() != keywords.size()) {
            return false;
        }
        for (int i = 0; i < keywords.size(); i++) {
            if (!keywords.get(i).equalsIgnoreCase(flags.keywords.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * bits + keywords.size();
    }

    /** As in the protocol: {@code \Seen $Forwarded}. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        system().forEach(flag -> words.add(flag.text()));
        words.addAll(keywords);
        return String.join(" ", words);
    }
}

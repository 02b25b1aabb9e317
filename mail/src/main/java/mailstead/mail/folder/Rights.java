package mailstead.mail.folder;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Some of the {@link Right}s. Immutable. */
public record Rights(Set<Right> set) {

    public static final Rights NONE = new Rights(Set.of());
    public static final Rights ALL = new Rights(EnumSet.allOf(Right.class));

    public Rights {
        set = Set.copyOf(set);
    }

    public static Rights of(Right... rights) {
        return new Rights(Set.of(rights));
    }

    /**
     * Reads letters in any order. The letters of RFC 2086 that have become several are understood:
     * {@code c} as {@code k} and {@code x}, {@code d} as {@code t} and {@code e} (RFC 4314 section
     * 2.1.1); empty if there is any other letter.
     */
    public static Optional<Rights> parse(String letters) {
        Set<Right> set = EnumSet.noneOf(Right.class);
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'c' -> {
                    set.add(Right.CREATE);
                    set.add(Right.DELETE_FOLDER);
                }
                case 'd' -> {
                    set.add(Right.DELETE_MESSAGES);
                    set.add(Right.EXPUNGE);
                }
                default -> {
                    Optional<Right> right = Right.of(letters.charAt(i));
                    if (right.isEmpty()) {
                        return Optional.empty();
                    }
                    set.add(right.get());
                }
            }
        }
        return Optional.of(new Rights(set));
    }

    public boolean has(Right right) {
        return set.contains(right);
    }

    public boolean isEmpty() {
        return set.isEmpty();
    }

    public Rights plus(Rights other) {
        Set<Right> sum = EnumSet.noneOf(Right.class);
        sum.addAll(set);
        sum.addAll(other.set);
        return new Rights(sum);
    }

    public Rights minus(Rights other) {
        Set<Right> rest = EnumSet.noneOf(Right.class);
        rest.addAll(set);
        rest.removeAll(other.set);
        return new Rights(rest);
    }

    /** Their letters, always in the same order. */
    @Override
    public String toString() {
        StringBuilder letters = new StringBuilder();
        for (Right right : Right.values()) {
            if (has(right)) {
                letters.append(right.letter());
            }
        }
        return letters.toString();
    }
}

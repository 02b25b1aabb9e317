package mailstead.directory.copy;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the files of a source are called. Below a source's top, be it a folder or an address such as
 * {@code https://publisher:8443/directory}, lie
 *
 * <pre>
 * head
 * generation-12/manifest
 * generation-12/accounts.0.cdb ...
 * generation-12/instalment-1 ...
 * </pre>
 *
 * What ends with {@code .new} is being made and nobody's business.
 */
public final class Names {

    public static final String HEAD = "head";
    public static final String MANIFEST = "manifest";

    /** At the end of what is not whole yet. */
    public static final String NEW = ".new";

    private static final String GENERATION = "generation-";
    private static final String INSTALMENT = "instalment-";

    private Names() {}

    /** The folder of a generation. */
    public static String generation(long number) {
        return GENERATION + number;
    }

    /** The number of a generation that is whole; empty for every other name. */
    public static OptionalLong generationOf(String name) {
        return number(name, GENERATION);
    }

    /** The file of an instalment, in its generation's folder. */
    public static String instalment(int number) {
        return INSTALMENT + number;
    }

    public static OptionalLong instalmentOf(String name) {
        return number(name, INSTALMENT);
    }

    private static OptionalLong number(String name, String prefix) {
        if (!name.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        Optional<Long> number =
                Fields.decimal(name.substring(prefix.length())).filter(found -> found > 0);
        return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
    }

    /** Whether it is a name that a file of a generation may have: no path, nothing hidden. */
    public static boolean isFile(String name) {
        return name.length() <= 64
                && !name.startsWith(".")
                && !name.isEmpty()
                && name.chars()
                        .allMatch(c ->
                                c >= 'a' && c <= 'z'
                                        || c >= '0' && c <= '9'
                                        || c == '.'
                                        || c == '-');
    }
}

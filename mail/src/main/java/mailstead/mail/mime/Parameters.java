package mailstead.mail.mime;

import java.util.List;
import java.util.Optional;

/**
 * The parameters of one field, in their order. Immutable.
 *
 * @param list at most {@link #PARAMETERS_MAX}
 */
public record Parameters(List<Parameter> list) {

    /**
     * Parameters read of one field, each piece of a continued one (RFC 2231 section 3) counted;
     * those after it are ignored.
     */
    public static final int PARAMETERS_MAX = 256;

    public static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        list = List.copyOf(list);
        if (list.size() > PARAMETERS_MAX) {
            throw new IllegalArgumentException("too many parameters");
        }
    }

    /**
     * The parameter of this name, without regard to ASCII case: the first extended one, else the
     * first (RFC 6266 section 4.3 has it so for HTTP; mail is sent with both as well).
     */
    public Optional<Parameter> first(String name) {
        Optional<Parameter> plain = Optional.empty();
        for (Parameter parameter : list) {
            if (Ascii.equalsFolded(parameter.name(), name)) {
                if (parameter.extended()) {
                    return Optional.of(parameter);
                }
                plain = plain.or(() -> Optional.of(parameter));
            }
        }
        return plain;
    }

    /** {@link Parameter#text} of {@link #first}. */
    public Optional<String> text(String name) {
        return first(name).map(Parameter::text);
    }
}

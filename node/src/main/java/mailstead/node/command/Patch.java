package mailstead.node.command;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;
import mailstead.service.provisioning.Value.Nothing;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what was given: a merge patch (RFC 7396 section 2), which is a whole document where
 * nothing was. Confined to one command.
 */
final class Patch {

    private final Map<String, Value> fields = new LinkedHashMap<>();

    Patch put(String field, Value value) {
        fields.put(field, value);
        return this;
    }

    /** What was not given stays as it is. */
    Patch text(String field, @Nullable String given) {
        return given == null ? this : put(field, new Value.Text(given));
    }

    /** Nothing takes away what is there. */
    Patch textOrNothing(String field, Optional<String> given) {
        return put(field, given.<Value>map(Value.Text::new).orElse(Nothing.NOTHING));
    }

    Patch numberOrNothing(String field, OptionalLong given) {
        return put(field, given.isPresent() ? new Value.Whole(given.getAsLong()) : Nothing.NOTHING);
    }

    Patch texts(String field, Collection<String> given) {
        return put(field, Value.ofTexts(given.stream().toList()));
    }

    /** Each takes its place among those there; an empty text takes one away. */
    Patch attributes(Map<String, String> given) {
        if (given.isEmpty()) {
            return this;
        }
        Patch attributes = new Patch();
        given.forEach((name, text) ->
                attributes.textOrNothing(name, Optional.of(text).filter(t -> !t.isEmpty())));
        return put("attributes", attributes.fields());
    }

    Patch status(@Nullable StatusOption given) {
        return given == null ? this : text("status", Views.word(given.status()));
    }

    Fields fields() {
        return new Fields(fields);
    }
}

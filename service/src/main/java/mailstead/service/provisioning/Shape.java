package mailstead.service.provisioning;

import java.util.List;

/** What a field of a document may hold. Immutable. */
public sealed interface Shape {

    /** Characters, none of them a control character. */
    record Text(int charactersMax) implements Shape {}

    record Whole(long min, long max) implements Shape {}

    /** One of some words. */
    record Choice(List<String> words) implements Shape {
        public Choice {
            words = List.copyOf(words);
        }
    }

    record ListOf(Shape each, int itemsMin, int itemsMax) implements Shape {}

    /** Free-form names, each with a text; line feeds and tabs are allowed in it. */
    record MapOf(int entriesMax, int nameCharactersMax, int textCharactersMax) implements Shape {}

    record Group(List<Field> fields) implements Shape {
        public Group {
            fields = List.copyOf(fields);
        }
    }

    /** Groups of one kind by name. */
    record Named(List<String> names, Group each) implements Shape {
        public Named {
            names = List.copyOf(names);
        }
    }

    /** A time in UTC (RFC 3339 section 5.6). */
    record Moment() implements Shape {}

    /** Any object; only what is read has it. */
    record Anything() implements Shape {}
}

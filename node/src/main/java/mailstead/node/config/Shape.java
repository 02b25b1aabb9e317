package mailstead.node.config;

import java.util.List;
import java.util.Optional;

/** What may stand at one place of the file. */
sealed interface Shape {

    /** A mapping with known keys. */
    record Section(List<Key> keys) implements Shape {
        Section(Key... keys) {
            this(List.of(keys));
        }
    }

    /**
     * A mapping whose keys are names of the operator's choice.
     *
     * @param word what a key is, for the reference: {@code volume}
     */
    record Named(String word, Shape each) implements Shape {}

    /** A sequence, or one item written without the dash. */
    record ListOf(Shape each) implements Shape {}

    /**
     * One scalar.
     *
     * @param type how the reference and the errors call what is expected: {@code size such as
     *     25MiB}
     */
    record Value(String type, Parser parser) implements Shape {}

    /** Reads a scalar. */
    @FunctionalInterface
    interface Parser {
        /**
         * @throws IllegalArgumentException when it is not one; a message, if any, tells why
         */
        Object parse(String text);
    }

    /**
     * One key of a section.
     *
     * @param byDefault what an absent key means, written as in the file; empty when absence has a
     *     meaning of its own
     * @param needed whether the file must have it
     */
    record Key(
            String name,
            Shape shape,
            Optional<String> byDefault,
            boolean needed,
            String explanation) {

        static Key of(String name, Shape shape, String byDefault, String explanation) {
            return new Key(name, shape, Optional.of(byDefault), false, explanation);
        }

        static Key optional(String name, Shape shape, String explanation) {
            return new Key(name, shape, Optional.empty(), false, explanation);
        }

        static Key needed(String name, Shape shape, String explanation) {
            return new Key(name, shape, Optional.empty(), true, explanation);
        }
    }
}

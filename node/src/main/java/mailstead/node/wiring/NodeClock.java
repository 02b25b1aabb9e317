package mailstead.node.wiring;

import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;

/** What time it is for this process. */
final class NodeClock {

    /**
     * How far this process's clock is off, in the form of {@link Duration}: the torture gives its
     * nodes wrong ones.
     */
    static final String OFFSET = "mailstead.clock.offset";

    private NodeClock() {}

    static InstantSource system() {
        String offset = System.getProperty(OFFSET, "");
        if (offset.isEmpty()) {
            return InstantSource.system();
        }
        try {
            return InstantSource.offset(InstantSource.system(), Duration.parse(offset));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(OFFSET + " is no duration: " + offset, e);
        }
    }
}

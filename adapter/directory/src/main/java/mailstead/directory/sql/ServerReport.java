package mailstead.directory.sql;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one server says of itself. Immutable.
 *
 * @param server {@code host:port}
 * @param role {@code primary} or {@code replica}; empty when it does not answer
 * @param shape the version of its tables, {@code none} without ours
 * @param timeline empty for a replica, which does not tell
 * @param change the change number that it has reached; empty without our tables
 * @param problem why it cannot be used
 */
public record ServerReport(
        String server,
        Optional<String> role,
        String shape,
        OptionalLong timeline,
        OptionalLong change,
        Optional<String> problem) {}

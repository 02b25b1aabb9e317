package mailstead.node.config;

import java.time.Duration;

/**
 * How volumes are used.
 *
 * @param deadline longest wait for storage in one operation
 * @param threads of each volume
 * @param queue operations that may wait for a volume's threads
 * @param hashLevels folders between a volume and a new account's home, 0 to 4
 */
public record StorageConfig(Duration deadline, int threads, int queue, int hashLevels) {}

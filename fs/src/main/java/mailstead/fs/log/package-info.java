/**
 * The shared log: agreement between any number of hosts over nothing but a file system, without a
 * lock and without an assumption about time. {@link mailstead.fs.log.SharedLog} is the entry point;
 * {@code docs/design/shared-log.md} says why it is safe. Knows nothing of mail; imports only {@code
 * fs}.
 */
@NullMarked
package mailstead.fs.log;

import org.jspecify.annotations.NullMarked;

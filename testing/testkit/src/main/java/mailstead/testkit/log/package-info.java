/** A state to try the shared log with: one that remembers all that was ever appended. */
@NullMarked
package mailstead.testkit.log;

import org.jspecify.annotations.NullMarked;

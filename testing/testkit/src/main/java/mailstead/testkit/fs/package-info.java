/**
 * File systems for tests: one in memory that knows what a crash would keep, and one that fails on
 * demand.
 */
@NullMarked
package mailstead.testkit.fs;

import org.jspecify.annotations.NullMarked;

/**
 * The launcher, {@code ./mailstead}: a shell script, run with a Java and a Maven that only note
 * their calls.
 */
@NullMarked
package mailstead.checks.launcher;

import org.jspecify.annotations.NullMarked;

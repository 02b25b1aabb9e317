/**
 * A copy of the directory on the node's own disk: taken from a {@link
 * mailstead.directory.replica.Source}, checked, swapped, and looked up in where it lies. {@link
 * mailstead.directory.replica.Replica} keeps it, {@link mailstead.directory.replica.CopyDirectory}
 * answers from it alone, {@link mailstead.directory.replica.Lifeboat} when the centre does not.
 *
 * <p>The rule of all of it: a copy may grant, being late by a bounded time; it refuses only with a
 * proof that it was complete after the question came. The paper is {@code
 * docs/design/directory-copies.md}. Knows no SQL.
 */
@NullMarked
package mailstead.directory.replica;

import org.jspecify.annotations.NullMarked;

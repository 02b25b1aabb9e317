/**
 * One mailbox's files as the Maildir convention has them: where they lie, what their names say, how
 * they are found when others move them, read, counted and cleaned up. Knows nothing of UIDs. {@code
 * docs/design/delivery.md} and {@code docs/design/volumes.md} are the papers.
 */
@NullMarked
package mailstead.maildir.files;

import org.jspecify.annotations.NullMarked;

/**
 * One folder's messages with UIDs and flags: its state lives on the shared log, its content in
 * files, and this room keeps the two in step. {@code docs/design/folders.md} is the paper.
 */
@NullMarked
package mailstead.maildir.folder;

import org.jspecify.annotations.NullMarked;

/**
 * What is true of mail folders, as values: the messages of a folder with their UIDs and flags, the
 * tree of an account's folders, and the changes that lead from one state to the next. Pure and
 * deterministic: every node that applies the same changes in the same order holds the same state.
 * Imports the JDK only.
 */
@NullMarked
package mailstead.mail.folder;

import org.jspecify.annotations.NullMarked;

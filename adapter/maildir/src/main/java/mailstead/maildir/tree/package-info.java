/**
 * The folders of an account: which there are, what they are called, and in which directory each
 * lies. The tree lives on a shared log in the account's home; {@code docs/design/folders.md} is the
 * paper. {@link mailstead.maildir.tree.HomeFolders} is the entry.
 */
@NullMarked
package mailstead.maildir.tree;

import org.jspecify.annotations.NullMarked;

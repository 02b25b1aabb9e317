/**
 * Numbers and texts as few octets: the letters in which folders and trees are written into their
 * logs. Pure.
 */
@NullMarked
package mailstead.maildir.binary;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code mailstead.imap.codec}. */
@NullMarked
package mailstead.imap.codec;

import org.jspecify.annotations.NullMarked;

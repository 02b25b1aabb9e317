/** Tests of {@code mailstead.smtp.codec}. */
@NullMarked
package mailstead.smtp.codec;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code mailstead.smtp.server}. */
@NullMarked
package mailstead.smtp.server;

import org.jspecify.annotations.NullMarked;

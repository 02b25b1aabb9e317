/** Password hashes: making new ones, checking all schemes an ISP may have inherited. */
@NullMarked
package mailstead.service.password;

import org.jspecify.annotations.NullMarked;

/**
 * Password hashes: making new ones, checking all schemes an ISP may have inherited. Enter by {@link
 * mailstead.service.password.PasswordHashes}. The only package that imports Bouncy Castle and
 * commons-codec.
 */
@NullMarked
package mailstead.service.password;

import org.jspecify.annotations.NullMarked;

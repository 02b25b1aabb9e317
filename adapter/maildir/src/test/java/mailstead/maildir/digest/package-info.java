@NullMarked
package mailstead.maildir.digest;

import org.jspecify.annotations.NullMarked;

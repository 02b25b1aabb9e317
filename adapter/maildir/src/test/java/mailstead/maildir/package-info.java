@NullMarked
package mailstead.maildir;

import org.jspecify.annotations.NullMarked;

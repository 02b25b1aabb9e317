@NullMarked
package mailstead.maildir.binary;

import org.jspecify.annotations.NullMarked;

@NullMarked
package mailstead.maildir.adoption;

import org.jspecify.annotations.NullMarked;

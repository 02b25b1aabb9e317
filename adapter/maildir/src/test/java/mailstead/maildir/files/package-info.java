@NullMarked
package mailstead.maildir.files;

import org.jspecify.annotations.NullMarked;

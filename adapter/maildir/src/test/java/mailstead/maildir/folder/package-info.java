@NullMarked
package mailstead.maildir.folder;

import org.jspecify.annotations.NullMarked;

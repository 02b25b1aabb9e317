@NullMarked
package mailstead.directory.copy;

import org.jspecify.annotations.NullMarked;

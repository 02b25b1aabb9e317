@NullMarked
package mailstead.fs;

import org.jspecify.annotations.NullMarked;

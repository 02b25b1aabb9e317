@NullMarked
package mailstead.directory.replica;

import org.jspecify.annotations.NullMarked;

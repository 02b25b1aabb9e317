@NullMarked
package mailstead.directory.serve;

import org.jspecify.annotations.NullMarked;

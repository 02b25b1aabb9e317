@NullMarked
package mailstead.directory.publish;

import org.jspecify.annotations.NullMarked;

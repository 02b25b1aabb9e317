@NullMarked
package mailstead.fs.log;

import org.jspecify.annotations.NullMarked;

@NullMarked
package mailstead.directory.sql;

import org.jspecify.annotations.NullMarked;

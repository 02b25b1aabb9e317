@NullMarked
package mailstead.testkit.log;

import org.jspecify.annotations.NullMarked;

@NullMarked
package mailstead.testkit;

import org.jspecify.annotations.NullMarked;

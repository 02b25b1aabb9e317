@NullMarked
package mailstead.testkit.explore;

import org.jspecify.annotations.NullMarked;

@NullMarked
package mailstead.testkit.transcript;

import org.jspecify.annotations.NullMarked;

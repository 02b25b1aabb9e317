@NullMarked
package mailstead.testkit.nfs;

import org.jspecify.annotations.NullMarked;

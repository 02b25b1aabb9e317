/** Documents that must not drift from the code. */
@NullMarked
package mailstead.checks.documents;

import org.jspecify.annotations.NullMarked;

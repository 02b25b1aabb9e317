/** Messages put in order: SORT of RFC 5256, with the display names of RFC 5957. */
@NullMarked
package mailstead.service.sorting;

import org.jspecify.annotations.NullMarked;

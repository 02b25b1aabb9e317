/**
 * Messages put together into conversations: THREAD of RFC 5256 and the thread ids of RFC 8474. No
 * list of references, however it is made, costs more than its length and a bounded surplus.
 */
@NullMarked
package mailstead.service.threading;

import org.jspecify.annotations.NullMarked;

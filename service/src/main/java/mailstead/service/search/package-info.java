/**
 * Finds messages (RFC 9051 section 6.4.4): a search key is compiled into checks, the cheap ones are
 * asked first, and a message is opened only when nothing cheaper decides; then once for all texts
 * that are sought in it.
 */
@NullMarked
package mailstead.service.search;

import org.jspecify.annotations.NullMarked;

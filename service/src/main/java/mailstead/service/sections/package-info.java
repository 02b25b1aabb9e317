/**
 * Pieces of messages as FETCH and CATENATE want them (RFC 9051 section 6.4.5.1): how many octets
 * they have, and streams of them. No message is held in memory, a header only where fields are
 * chosen from it.
 */
@NullMarked
package mailstead.service.sections;

import org.jspecify.annotations.NullMarked;

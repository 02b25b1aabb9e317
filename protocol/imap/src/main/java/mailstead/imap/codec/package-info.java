/**
 * IMAP's wire text (RFC 3501, RFC 9051 and their extensions). {@link
 * mailstead.imap.codec.FrameReader} gathers the lines and literals of one command and gives a
 * {@link mailstead.imap.codec.Command}; {@link mailstead.imap.codec.ResponseEncoder} writes {@link
 * mailstead.imap.codec.Response}s. The octets of messages go by both of them. Imports {@code mail}
 * and the pure parts of the JDK.
 */
@NullMarked
package mailstead.imap.codec;

import org.jspecify.annotations.NullMarked;

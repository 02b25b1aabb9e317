/**
 * POP3's wire text (RFC 1939 and its extensions): {@link mailstead.pop3.codec.CommandParser} reads
 * commands, {@link mailstead.pop3.codec.ReplyEncoder}, {@link mailstead.pop3.codec.LineEncoder} and
 * {@link mailstead.pop3.codec.DotStuffer} write replies, lists and messages. Imports {@code mail}
 * and the pure parts of the JDK.
 */
@NullMarked
package mailstead.pop3.codec;

import org.jspecify.annotations.NullMarked;

/**
 * SMTP's octets and words, both ways, without I/O: {@link mailstead.smtp.codec.CommandParser} turns
 * a line into a {@link mailstead.smtp.codec.Command}, {@link mailstead.smtp.codec.ReplyEncoder} a
 * {@link mailstead.smtp.codec.Reply} into octets, {@link mailstead.smtp.codec.DataDecoder} finds
 * the content between {@code 354} and the final dot. {@link mailstead.smtp.codec.Replies} holds
 * every text this server says. Imports {@code mail} and the pure parts of the JDK.
 */
@NullMarked
package mailstead.smtp.codec;

import org.jspecify.annotations.NullMarked;

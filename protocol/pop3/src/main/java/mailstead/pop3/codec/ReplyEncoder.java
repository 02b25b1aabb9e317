package mailstead.pop3.codec;

import java.nio.charset.StandardCharsets;

/** Writes the first line of an answer. */
public final class ReplyEncoder {

    /** Before a SASL challenge (RFC 5034 section 4). */
    public static final String CHALLENGE_PREFIX = "+ ";

    private ReplyEncoder() {}

    public static byte[] encode(Reply reply) {
        String line =
                switch (reply) {
                    case Reply.Ok(String text) -> "+OK " + text;
                    case Reply.Err(var code, String text) ->
                            "-ERR "
                                    + code.map(known -> "[" + known.wireText() + "] ").orElse("")
                                    + text;
                };
        return (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}

package mailstead.imap.codec;

import java.util.Optional;

/**
 * A line of a command and the literal at its end.
 *
 * @param text without the literal's announcement
 * @param octets of the literal, once they are here
 */
record Piece(byte[] text, Optional<Announcement> literal, Optional<byte[]> octets) {}

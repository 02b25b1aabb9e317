package mailstead.imap.codec;

import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;

/**
 * What STORE does to flags (RFC 9051 section 6.4.6). Immutable.
 *
 * @param isSilent the client does not want to be told the new flags
 */
public record StoreAction(Change.Mode mode, boolean isSilent, Flags flags) {}

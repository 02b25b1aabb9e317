/**
 * Notices to senders of what became of their messages (RFC 3464, RFC 6533): composing them, nothing
 * else. Enter by {@link mailstead.service.notice.NoticeComposer}. Imports {@code mail} only; no
 * clock, no spool: who is to be told, and when, is {@code service.queue}'s affair.
 */
@NullMarked
package mailstead.service.notice;

import org.jspecify.annotations.NullMarked;

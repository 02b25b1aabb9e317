/**
 * Messages in Maildirs on volumes, by any number of nodes at once and without a lock: {@link
 * mailstead.maildir.MaildirStore} is the entry. Imports {@code mail}, {@code spi} and {@code fs}.
 */
@NullMarked
package mailstead.maildir;

import org.jspecify.annotations.NullMarked;

/**
 * What other mail servers left in a Maildir: UIDs, keywords and POP3 unique ids of Dovecot and
 * Courier. Their files are read and never changed. {@link
 * mailstead.maildir.adoption.AdoptingGenesis} takes a folder over when it gets its log, {@link
 * mailstead.maildir.adoption.ForeignUidls} tells POP3 what its clients know messages by. {@code
 * docs/operate/adoption.md} says what is taken over and what is not.
 */
@NullMarked
package mailstead.maildir.adoption;

import org.jspecify.annotations.NullMarked;

/**
 * What a message says about itself, as values: header fields, envelope, the tree of MIME parts with
 * their exact places in the octets on the wire, and their decoded text. {@link
 * mailstead.mail.mime.Digest} is the front door: one pass over a message gives all that can be
 * cached about it.
 *
 * <p>Pure: no files, no threads, no clock; imports nothing but the JDK. No input makes anything
 * here throw, and every count, length and depth has a named bound; what lies beyond it is opaque
 * octets.
 */
@NullMarked
package mailstead.mail.mime;

import org.jspecify.annotations.NullMarked;

/** Tables and properties of the MIME values, and what they make of the corpus of real messages. */
@NullMarked
package mailstead.mail.mime;

import org.jspecify.annotations.NullMarked;

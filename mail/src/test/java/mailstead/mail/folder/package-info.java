/** Tests of the values of mail folders. */
@NullMarked
package mailstead.mail.folder;

import org.jspecify.annotations.NullMarked;

/** Tells when a server of the directory is lost, and when it is back. */
@NullMarked
package mailstead.directory.contact;

import org.jspecify.annotations.NullMarked;

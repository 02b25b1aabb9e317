@NullMarked
package mailstead.imap.server;

import org.jspecify.annotations.NullMarked;

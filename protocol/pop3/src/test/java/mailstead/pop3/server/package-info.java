@NullMarked
package mailstead.pop3.server;

import org.jspecify.annotations.NullMarked;

@NullMarked
package mailstead.pop3.codec;

import org.jspecify.annotations.NullMarked;

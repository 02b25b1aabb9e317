@NullMarked
package mailstead.directory.openid;

import org.jspecify.annotations.NullMarked;

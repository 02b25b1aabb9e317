@NullMarked
package mailstead.service.password;

import org.jspecify.annotations.NullMarked;

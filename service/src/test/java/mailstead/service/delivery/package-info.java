@NullMarked
package mailstead.service.delivery;

import org.jspecify.annotations.NullMarked;

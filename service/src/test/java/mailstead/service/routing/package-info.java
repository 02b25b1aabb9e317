@NullMarked
package mailstead.service.routing;

import org.jspecify.annotations.NullMarked;

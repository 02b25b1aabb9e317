@NullMarked
package mailstead.service.webhook;

import org.jspecify.annotations.NullMarked;

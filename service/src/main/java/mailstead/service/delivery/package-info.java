/** Takes an accepted message and stores a durable copy for each recipient, with trace fields. */
@NullMarked
package mailstead.service.delivery;

import org.jspecify.annotations.NullMarked;

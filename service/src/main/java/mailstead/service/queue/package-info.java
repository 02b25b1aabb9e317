/**
 * Messages that wait: when each is tried, how often, by whom it is carried, and what its sender is
 * told. {@link mailstead.service.queue.Courier} is what it asks of those who carry.
 */
@NullMarked
package mailstead.service.queue;

import org.jspecify.annotations.NullMarked;

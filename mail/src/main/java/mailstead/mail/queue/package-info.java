/**
 * What a message is while it waits in a queue: its envelope, its recipients, and what became of
 * each. Values only; imports nothing of ours but {@code mail}.
 */
@NullMarked
package mailstead.mail.queue;

import org.jspecify.annotations.NullMarked;

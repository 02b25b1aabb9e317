/**
 * Messages on their way into {@code new}: {@code docs/design/delivery.md} names every step on disk
 * and what a crash leaves after it. {@link mailstead.maildir.delivery.Round} is the entry.
 */
@NullMarked
package mailstead.maildir.delivery;

import org.jspecify.annotations.NullMarked;

/**
 * Tells programs elsewhere of changes in the directory. {@link
 * mailstead.service.webhook.WebhookTeller} does one webhook's turn; what is told stands in the
 * audit log, and how far each has been told in the {@link mailstead.spi.WebhookLedger}. How a
 * request reaches the other side is a {@link mailstead.service.webhook.Receiver}'s matter.
 */
@NullMarked
package mailstead.service.webhook;

import org.jspecify.annotations.NullMarked;

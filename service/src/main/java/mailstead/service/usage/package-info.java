/**
 * What customers use, counted from the events of a node and handed to the ledger that billing
 * reads. Entry point: {@link mailstead.service.usage.UsageCount}.
 */
@NullMarked
package mailstead.service.usage;

import org.jspecify.annotations.NullMarked;

/**
 * The words of the trade, as values: addresses, envelopes, reasons for a failure, events.
 * Everything here is immutable and knows nothing of sockets, files or clocks. Imports nothing but
 * the JDK.
 */
@NullMarked
package mailstead.mail;

import org.jspecify.annotations.NullMarked;

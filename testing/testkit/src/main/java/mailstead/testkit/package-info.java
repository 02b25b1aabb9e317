/**
 * What tests share: fakes of the outside that keep its contracts, in memory. Knows {@code mail},
 * {@code spi}, {@code fs} and {@code wire}, never a service or a protocol, so that all of them may
 * be tested with it.
 */
@NullMarked
package mailstead.testkit;

import org.jspecify.annotations.NullMarked;

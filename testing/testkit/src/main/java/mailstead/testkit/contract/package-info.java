/**
 * One abstract test class for each interface of {@code spi}: the real adapter and the testkit's
 * fake both extend it, so that a test against the fake means something. Imports {@code mail} and
 * {@code spi}.
 */
@NullMarked
package mailstead.testkit.contract;

import org.jspecify.annotations.NullMarked;

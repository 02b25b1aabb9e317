/**
 * What we ask of the outside: the directory of users and the store of messages. Each interface has
 * one contract test in {@code testing/testkit} that every adapter passes. Imports {@code mail}
 * only.
 */
@NullMarked
package mailstead.spi;

import org.jspecify.annotations.NullMarked;

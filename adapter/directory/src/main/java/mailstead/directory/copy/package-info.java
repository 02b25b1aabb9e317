/**
 * What a copy of the directory looks like: the files of a generation, instalments and the head, and
 * the records in them. Pure: octets in, values out; who reads and writes the files is elsewhere.
 * Whoever looks up in a copy goes this way:
 *
 * <ol>
 *   <li>a {@link mailstead.directory.copy.Table} says in which file and under which key something
 *       stands;
 *   <li>an {@link mailstead.directory.copy.Entry} of a later instalment replaces what the file
 *       says;
 *   <li>{@link mailstead.directory.copy.Records} reads the value;
 *   <li>{@link mailstead.directory.copy.Standing} judges it: a copy holds what is stored, and so
 *       suspending a customer is one entry, whatever the customer has.
 * </ol>
 *
 * <p>The paper is {@code docs/design/directory-copies.md}. Imports no file call, no clock, no
 * thread.
 */
@NullMarked
package mailstead.directory.copy;

import org.jspecify.annotations.NullMarked;

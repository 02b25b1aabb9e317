/**
 * What a client may ask of the messages of a folder, as values that know no protocol: search keys,
 * sort keys, thread algorithms, and sets of messages as clients name them. A protocol reads them
 * from its commands, the mailbox service evaluates them. Imports the JDK and {@code mail}.
 */
@NullMarked
package mailstead.mail.search;

import org.jspecify.annotations.NullMarked;

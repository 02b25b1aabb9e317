/**
 * Administration from the command line: customers, domains, aliases, accounts and volumes in the directory. Entry point:
 * {@link mailstead.node.command.Administration#addTo}. Knows the directory by its contract only; where it is and how it
 * is opened is {@link mailstead.node.command.DirectoryLocation}'s business. Never starts a server.
 */
@NullMarked
package mailstead.node.command;

import org.jspecify.annotations.NullMarked;

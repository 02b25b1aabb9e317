/**
 * Accounts in the files of other programs: Dovecot's passwd-file, passwd and shadow, Courier's
 * userdb, vpopmail's vpasswd. Pure text: {@link mailstead.directory.neighbour.AccountFormat} reads
 * and writes one line at a time and knows neither files nor the directory.
 */
@NullMarked
package mailstead.directory.neighbour;

import org.jspecify.annotations.NullMarked;

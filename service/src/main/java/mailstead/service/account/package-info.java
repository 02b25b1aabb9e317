/** Who may come in: checks credentials of all kinds, throttles guessing, upgrades old hashes. */
@NullMarked
package mailstead.service.account;

import org.jspecify.annotations.NullMarked;

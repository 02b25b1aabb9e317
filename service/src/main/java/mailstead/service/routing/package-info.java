/** Where an address leads: local domains, sub-addresses, aliases, lists, catch-all, postmaster. */
@NullMarked
package mailstead.service.routing;

import org.jspecify.annotations.NullMarked;

/** A logged-in user's mailbox, as the retrieval protocols see it. */
@NullMarked
package mailstead.service.mailbox;

import org.jspecify.annotations.NullMarked;

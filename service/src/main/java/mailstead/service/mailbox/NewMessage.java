package mailstead.service.mailbox;

import java.time.Instant;
import java.util.Optional;
import mailstead.mail.folder.Flags;

/**
 * A message to be appended.
 *
 * @param upload from {@link OpenFolder#upload} of the same folder, complete
 * @param flags those that the user may not set are left out
 * @param internalDate empty for now
 */
public record NewMessage(Upload upload, Flags flags, Optional<Instant> internalDate) {}

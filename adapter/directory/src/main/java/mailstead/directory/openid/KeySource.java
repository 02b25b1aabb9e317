package mailstead.directory.openid;

import java.io.IOException;

/** Where a provider's keys lie. Shared; may wait, for a bounded time. */
@FunctionalInterface
public interface KeySource {

    /** At most 256 KiB. */
    byte[] read() throws IOException;
}

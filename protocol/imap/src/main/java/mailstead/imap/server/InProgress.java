package mailstead.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.imap.codec.Response.Notice.Kind;
import mailstead.imap.codec.ResponseCode;
import mailstead.service.mailbox.Progress;

/**
 * Tells a client now and then that a long command goes on (RFC 9585). So we also learn of a client
 * that has left. Confined to its session.
 */
final class InProgress implements Progress<IOException> {

    /** RFC 9585 section 4: not more often than once a second or so. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Client client;
    private final InstantSource clock;
    private final String tag;
    private Instant told;

    /** The client, so far as is known. */
    private boolean isGone;

    InProgress(Client client, InstantSource clock, String tag) {
        this.client = client;
        this.clock = clock;
        this.tag = tag;
        this.told = clock.instant();
    }

    @Override
    public void at(int done, int all) throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(told.plus(EVERY)) || done >= all) {
            return;
        }
        told = now;
        client.notice(
                Kind.OK,
                new ResponseCode.InProgress(
                        Optional.of(tag), OptionalLong.of(done), OptionalLong.of(all)),
                "still at it");
        client.flush();
    }

    /**
     * For what must not be stopped halfway: that the client has left is noticed when it is
     * answered.
     */
    Progress<RuntimeException> unstoppable() {
        return (done, all) -> {
            if (!isGone) {
                try {
                    at(done, all);
                } catch (IOException _) {
                    isGone = true;
                }
            }
        };
    }
}

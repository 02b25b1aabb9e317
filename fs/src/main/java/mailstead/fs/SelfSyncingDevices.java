package mailstead.fs;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Which devices make names durable before the call that changed them returns, so that syncing a
 * folder does nothing: NFS, whose server does it. There the sync itself is free, but opening the
 * folder for it costs two remote calls, as many as a third of a delivery. Shared.
 *
 * <p>A device's number may be given to another file system after an unmount, so each device is
 * asked for its type again after a while.
 */
final class SelfSyncingDevices {

    /** Asks the file system that a path lies on for its type. */
    @FunctionalInterface
    interface TypeOf {
        long ask(String path) throws IOException;
    }

    static final long NFS = 0x6969;

    private static final long TRUSTED_NANOS = 30_000_000_000L;

    /** More devices than anybody mounts. */
    private static final int DEVICES_MAX = 10_000;

    private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
    private final TypeOf typeOf;
    private final LongSupplier nanoClock;

    private record Answer(boolean isSelfSyncing, long at) {}

    SelfSyncingDevices(TypeOf typeOf, LongSupplier nanoClock) {
        this.typeOf = typeOf;
        this.nanoClock = nanoClock;
    }

    /**
     * @param device that the path lies on
     */
    boolean has(long device, String path) throws IOException {
        long now = nanoClock.getAsLong();
        Answer answer = answers.get(device);
        if (answer == null || now - answer.at() >= TRUSTED_NANOS) {
            answer = new Answer(typeOf.ask(path) == NFS, now);
            if (answers.size() >= DEVICES_MAX) {
                answers.clear();
            }
            answers.put(device, answer);
        }
        return answer.isSelfSyncing();
    }
}

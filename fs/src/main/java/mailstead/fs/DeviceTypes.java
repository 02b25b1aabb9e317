package mailstead.fs;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What is known of devices from the types of their file systems. Shared.
 *
 * <p>A device's number may be given to another file system after an unmount, so each device is
 * asked for its type again after a while.
 */
final class DeviceTypes {

    /** Asks the file system that a path lies on for its type. */
    @FunctionalInterface
    interface TypeOf {
        long ask(String path) throws IOException;
    }

    static final long NFS = 0x6969;

    /** ext2 to ext4, XFS, Btrfs and tmpfs. */
    private static final Set<Long> OF_THIS_MACHINE =
            Set.of(0xEF53L, 0x5846_5342L, 0x9123_683EL, 0x0102_1994L);

    private static final long TRUSTED_NANOS = 30_000_000_000L;

    /** More devices than anybody mounts. */
    private static final int DEVICES_MAX = 10_000;

    private final Map<Long, Answer> answers = new ConcurrentHashMap<>();
    private final TypeOf typeOf;
    private final LongSupplier nanoClock;

    private record Answer(long type, long at) {}

    DeviceTypes(TypeOf typeOf, LongSupplier nanoClock) {
        this.typeOf = typeOf;
        this.nanoClock = nanoClock;
    }

    /**
     * Whether names are durable before the call that changed them returns, so that syncing a folder
     * does nothing: on NFS, whose server does it. There the sync itself is free, but opening the
     * folder for it costs two remote calls, as many as a third of a delivery.
     *
     * @param device that the path lies on
     */
    boolean areNamesDurable(long device, String path) throws IOException {
        return type(device, path) == NFS;
    }

    /**
     * Whether it is this machine's coarse clock alone that says when folders changed.
     *
     * @param device that the path lies on
     */
    boolean keepsTimeOfThisMachine(long device, String path) throws IOException {
        return OF_THIS_MACHINE.contains(type(device, path));
    }

    private long type(long device, String path) throws IOException {
        long now = nanoClock.getAsLong();
        Answer answer = answers.get(device);
        if (answer == null || now - answer.at() >= TRUSTED_NANOS) {
            answer = new Answer(typeOf.ask(path), now);
            if (answers.size() >= DEVICES_MAX) {
                answers.clear();
            }
            answers.put(device, answer);
        }
        return answer.type();
    }
}

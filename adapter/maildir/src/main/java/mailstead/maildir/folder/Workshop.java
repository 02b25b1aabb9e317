package mailstead.maildir.folder;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import mailstead.fs.log.LogPolicy;
import mailstead.maildir.digest.DigestMemory;
import mailstead.maildir.files.Checkpoints;
import mailstead.maildir.files.Troubles;
import mailstead.maildir.files.UniqueNames;
import mailstead.maildir.files.Usages;

/**
 * What all folders of a node share. Immutable; its parts are shared.
 *
 * @param nanoClock a monotonic clock such as {@code System::nanoTime}
 * @param nonces 64 bits that no other process draws
 * @param genesis what a folder is that has no log yet
 */
public record Workshop(
        Troubles troubles,
        Usages usages,
        UniqueNames names,
        Checkpoints checkpoints,
        DigestMemory digestMemory,
        InstantSource clock,
        LongSupplier nanoClock,
        LongSupplier nonces,
        LogPolicy logPolicy,
        Genesis genesis) {}

package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.node.config.NodeConfig;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;

/** Makes a volume for a node that stands alone, if its directory knows none. */
public final class FirstVolume {

    /** What the directory calls it. */
    public static final String NAME = "volume1";

    private static final int WEIGHT = 100;

    private FirstVolume() {}

    /** At the start of a node: what goes wrong is told, and the node starts without. */
    static void make(
            NodeConfig config,
            LateDirectory directory,
            FileSystem files,
            RandomGenerator random,
            EventSink events) {
        if (config.firstVolume().isEmpty()) {
            return;
        }
        try {
            make(config, directory.provisioning(), files, random);
        } catch (IOException | MailException cannot) {
            events.emit(
                    new Event.Trouble(
                            Event.PROCESS,
                            Reason.STORAGE_UNAVAILABLE,
                            "no first volume could be made in " + config.firstVolume().get(),
                            "check that the folder can be written to, then restart",
                            Optional.of(cannot)));
        }
    }

    /**
     * For commands as well: an account needs a volume, also when it is added before the first
     * start.
     */
    public static void make(
            NodeConfig config, Provisioning provisioning, FileSystem files, RandomGenerator random)
            throws IOException, MailException {
        if (config.firstVolume().isEmpty() || !provisioning.allVolumes().isEmpty()) {
            return;
        }
        Path folder = config.firstVolume().get();
        Files.createDirectories(folder);
        byte[] id = new byte[16];
        random.nextBytes(id);
        String marker =
                MountedVolume.initialise(files, folder.toString(), HexFormat.of().formatHex(id));
        try {
            provisioning.addVolume(new Volume(NAME, folder.toString(), marker, WEIGHT));
        } catch (Provisioning.Conflict _) {
            // another process was faster
        }
    }
}

package mailstead.node.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.MountedVolume;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.NodeConfig;
import mailstead.spi.Home;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;

/**
 * Where accounts live: reads a place that the operator names, or chooses one. Confined to one
 * command.
 */
final class Homes {

    private final NodeConfig config;
    private final Provisioning directory;
    private final FileSystem files = new LinuxFileSystem();
    private final RandomGenerator random = new SecureRandom();

    private record Candidate(Volume volume, double share) {}

    Homes(NodeConfig config, Provisioning directory) {
        this.config = config;
        this.directory = directory;
    }

    /** Reads {@code mail1:12/34/tevie} or {@code /mail1/12/34/tevie}. */
    Home parse(String text) throws MailException, Provisioning.Conflict {
        for (Volume volume : directory.allVolumes()) {
            String prefix =
                    text.startsWith("/") ? Path.of(folder(volume)) + "/" : volume.name() + ":";
            if (text.startsWith(prefix)) {
                return home(volume, text.substring(prefix.length()));
            }
        }
        throw new Provisioning.Conflict("--home " + text + " lies on no volume of this directory");
    }

    /** The absolute path of a home as this machine sees it. */
    String path(Home home) throws MailException {
        Optional<Volume> volume = directory.findVolume(home.volume());
        return volume.map(this::folder).orElse(home.volume() + ":") + "/" + home.path();
    }

    /**
     * A new home on one of the mounted volumes, chosen at random in proportion to free space times
     * weight.
     */
    Home place(String login) throws MailException, Provisioning.Conflict {
        List<Candidate> candidates = new ArrayList<>();
        for (Volume volume : directory.allVolumes()) {
            double share =
                    volume.weight() == 0 ? 0 : volume.weight() * (double) usableOctets(volume);
            if (share > 0) {
                candidates.add(new Candidate(volume, share));
            }
        }
        if (candidates.isEmpty()) {
            if (directory.allVolumes().isEmpty()) {
                throw new Provisioning.Conflict(
                        "there is no volume yet: mailstead volume add NAME FOLDER --create");
            }
            throw new TemporaryFailure(
                    Reason.STORAGE_UNAVAILABLE,
                    "no volume with a weight is mounted here and has room");
        }
        double point =
                random.nextDouble() * candidates.stream().mapToDouble(Candidate::share).sum();
        for (Candidate candidate : candidates) {
            point -= candidate.share();
            if (point < 0) {
                return home(candidate.volume(), hashed(login, config.storage().hashLevels()));
            }
        }
        return home(candidates.getLast().volume(), hashed(login, config.storage().hashLevels()));
    }

    /** Where a volume is mounted on this machine. */
    private String folder(Volume volume) {
        Path mapped = config.volumes().get(volume.name());
        return mapped == null ? volume.folder() : mapped.toString();
    }

    /** 0 for a volume that is not mounted here. */
    private long usableOctets(Volume volume) {
        try {
            String folder = folder(volume);
            boolean mounted =
                    MountedVolume.readMarker(files, folder)
                            .filter(volume.markerId()::equals)
                            .isPresent();
            return mounted ? files.space(folder).usable() : 0;
        } catch (IOException unreachable) {
            return 0;
        }
    }

    private static Home home(Volume volume, String path) throws Provisioning.Conflict {
        try {
            return new Home(volume.name(), path);
        } catch (IllegalArgumentException e) {
            throw new Provisioning.Conflict("--home: " + e.getMessage());
        }
    }

    /**
     * {@code 07/93/tevie}: folders of two digits from a hash of the name, so that none grows large.
     */
    static String hashed(String login, int levels) {
        byte[] digest = sha256(login);
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            int number = (digest[i] & 0xFF) % 100;
            path.append((char) ('0' + number / 10)).append((char) ('0' + number % 10)).append('/');
        }
        return path.append(folderName(login)).toString();
    }

    /** A log-in name may hold what a folder's name may not. */
    private static String folderName(String login) {
        String name = login.replace("%", "%25").replace("/", "%2F");
        return name.startsWith(".") ? "%2E" + name.substring(1) : name;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

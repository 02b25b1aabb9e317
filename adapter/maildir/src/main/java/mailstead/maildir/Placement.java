package mailstead.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import mailstead.fs.FileSystem;
import mailstead.fs.MountedVolume;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Home;
import mailstead.spi.Volume;

/**
 * Where new accounts go: volumes are drawn by weight times free space; those that are not mounted,
 * do not answer or are filled beyond a limit get none. Homes are hashed over levels of 256 folders
 * each, two as a rule. Shared.
 */
public final class Placement {

    /** A volume that is fuller than this gets no new accounts, as a rule. */
    public static final double FILL_MAX = 0.95;

    private static final int NAME_OCTETS_MAX = 200;

    private final Volumes volumes;
    private final double fillMax;
    private final int levels;
    private final RandomGenerator random;

    /**
     * @param fillMax share of a volume, 0 to 1, beyond which it gets no new accounts
     * @param levels folders between a volume and a home, 0 to 4
     */
    public Placement(Volumes volumes, double fillMax, int levels, RandomGenerator random) {
        this.volumes = volumes;
        this.fillMax = fillMax;
        this.levels = levels;
        this.random = random;
    }

    private record Candidate(String volume, double share) {}

    /** STORAGE_UNAVAILABLE if no volume takes new accounts just now. */
    public Home choose(String login) throws MailException {
        List<Candidate> candidates = new ArrayList<>();
        for (Volume volume : volumes.entries()) {
            double share = volume.weight() == 0 ? 0 : share(volume);
            if (share > 0) {
                candidates.add(new Candidate(volume.name(), share));
            }
        }
        double sum = candidates.stream().mapToDouble(Candidate::share).sum();
        double drawn = random.nextDouble() * sum;
        for (Candidate candidate : candidates) {
            drawn -= candidate.share();
            if (drawn <= 0) {
                return new Home(candidate.volume(), path(login, levels));
            }
        }
        throw new TemporaryFailure(
                Reason.STORAGE_UNAVAILABLE, "no volume takes new mailboxes just now");
    }

    private double share(Volume volume) throws MailException {
        MountedVolume mounted = volumes.named(volume.name());
        FileSystem.Space space;
        try {
            space =
                    mounted.threads()
                            .call(() -> {
                                mounted.seeMarker();
                                return mounted.files().space(mounted.folder());
                            });
        } catch (IOException _) {
            return 0;
        }
        double filled = space.total() == 0 ? 1 : 1 - (double) space.usable() / space.total();
        return filled > fillMax ? 0 : (double) volume.weight() * space.usable();
    }

    /**
     * {@code ab/cd/login}: letters, digits and {@code . _ @ + -} stay, other octets become {@code
     * %XX}.
     */
    public static String path(String login, int levels) {
        byte[] octets = login.getBytes(StandardCharsets.UTF_8);
        String digest = HexFormat.of().formatHex(sha256(octets));
        StringBuilder name = new StringBuilder();
        for (byte octet : octets) {
            boolean isPlain =
                    octet >= 'a' && octet <= 'z'
                            || octet >= 'A' && octet <= 'Z'
                            || octet >= '0' && octet <= '9'
                            || octet > 0 && "_@+-".indexOf(octet) >= 0
                            || octet == '.' && !name.isEmpty();
            if (isPlain) {
                name.append((char) octet);
            } else {
                name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        String safe = name.length() <= NAME_OCTETS_MAX ? name.toString() : digest;
        StringBuilder path = new StringBuilder();
        for (int level = 0; level < levels; level++) {
            path.append(digest, 2 * level, 2 * level + 2).append('/');
        }
        return path.append(safe).toString();
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}

package mailstead.service.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How the app passwords look that we make: four groups of four letters, {@code
 * abcd-efgh-jkmn-pqrs}, without those that are easily taken for another (i, l, o). 72 bits. The
 * hyphens belong to it, so that what is shown works by every mechanism; where we see what was
 * typed, case, spaces and hyphens do not count.
 */
final class AppPasswordText {

    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz";
    private static final int GROUPS = 4;
    private static final int GROUP_LETTERS = 4;
    private static final int OCTETS = GROUPS * GROUP_LETTERS + GROUPS - 1;

    private AppPasswordText() {}

    /**
     * @param random unpredictable
     */
    static String generate(RandomGenerator random) {
        StringBuilder text = new StringBuilder(OCTETS);
        for (int i = 0; i < OCTETS; i++) {
            text.append(isHyphenAt(i) ? '-' : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** What was made, if what was typed can be that; whoever uses it clears it. */
    static Optional<byte[]> canonical(byte[] typed) {
        byte[] made = new byte[OCTETS];
        int at = 0;
        for (byte octet : typed) {
            if (octet == ' ' || octet == '-' || octet == '\t') {
                continue;
            }
            if (at < OCTETS && isHyphenAt(at)) {
                made[at++] = '-';
            }
            byte lower = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
            if (at == OCTETS || LETTERS.indexOf(lower) < 0) {
                Arrays.fill(made, (byte) 0);
                return Optional.empty();
            }
            made[at++] = lower;
        }
        return at == OCTETS ? Optional.of(made) : Optional.empty();
    }

    private static boolean isHyphenAt(int index) {
        return index % (GROUP_LETTERS + 1) == GROUP_LETTERS;
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package mailstead.testkit.transcript;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** How what a client sends is cut into the pieces that arrive. */
@FunctionalInterface
public interface Pacing {

    /** The pieces, none empty, together the same octets. */
    List<byte[]> cut(byte[] octets);

    /** As it was sent. */
    Pacing WHOLE = octets -> octets.length == 0 ? List.of() : List.of(octets);

    /** Each octet alone. */
    Pacing SINGLE = octets -> pieces(octets, () -> 1);

    /** Pieces of 1 to {@code lengthMax} octets. */
    static Pacing random(RandomGenerator random, int lengthMax) {
        return octets -> pieces(octets, () -> random.nextInt(1, lengthMax + 1));
    }

    private static List<byte[]> pieces(byte[] octets, java.util.function.IntSupplier length) {
        List<byte[]> pieces = new ArrayList<>();
        for (int start = 0; start < octets.length; ) {
            int end = Math.min(octets.length, start + length.getAsInt());
            pieces.add(Arrays.copyOfRange(octets, start, end));
            start = end;
        }
        return pieces;
    }
}

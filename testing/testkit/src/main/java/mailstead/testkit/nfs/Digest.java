package mailstead.testkit.nfs;

/** 64 bit digests of states; good mixing, no secrecy. */
public final class Digest {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Digest() {}

    public static long of(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Depends on the order of its arguments. */
    public static long mix(long digest, long value) {
        return of(digest * 31 + value);
    }

    public static long of(byte[] octets) {
        return of(octets, octets.length);
    }

    static long of(byte[] octets, int length) {
        long sum = length;
        for (int i = 0; i < length; i++) {
            sum = sum * 1_099_511_628_211L + octets[i];
        }
        return of(sum);
    }

    public static long of(CharSequence text) {
        long sum = text.length();
        for (int i = 0; i < text.length(); i++) {
            sum = sum * 1_099_511_628_211L + text.charAt(i);
        }
        return of(sum);
    }
}

package mailstead.wire;

import java.nio.charset.StandardCharsets;

/**
 * Sees the conversations of a listener for debugging, in the clear. Shared; called by the sessions'
 * own threads, so it must not wait. Secrets do not reach it: a hidden stretch shows as {@code
 * <hidden 24 octets>}, and of a command line that turned out to hold a secret only the first word
 * is shown.
 */
public interface TrafficTap {

    /** The client sent this; the array is the tap's to read during the call only. */
    void received(String session, byte[] octets, int offset, int length);

    /** We sent this; the array is the tap's to read during the call only. */
    void sent(String session, byte[] octets, int offset, int length);

    /**
     * Whether anybody looks just now: asked before each call, so that an idle tap costs nothing.
     */
    default boolean isOpen() {
        return true;
    }

    /** Nobody looks. */
    TrafficTap CLOSED =
            new TrafficTap() {
                @Override
                public void received(String session, byte[] octets, int offset, int length) {}

                @Override
                public void sent(String session, byte[] octets, int offset, int length) {}

                @Override
                public boolean isOpen() {
                    return false;
                }
            };

    /** What stands for secrets of that many octets. */
    static byte[] hidden(int octets) {
        return ("<hidden " + octets + " octets>\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}

package planted.smtp.codec;

/** Breaks a rule on purpose. */
public final class OpensASocket {
    Object open() {
        return new java.net.Socket();
    }
}

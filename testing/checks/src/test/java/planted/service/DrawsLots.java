package planted.service;

/** Breaks a rule on purpose. */
public final class DrawsLots {
    int draw() {
        return new java.security.SecureRandom().nextInt();
    }
}

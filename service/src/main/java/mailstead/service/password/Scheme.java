package mailstead.service.password;

/** One way to keep a password: its check for one encoded body. Immutable, shared. */
@FunctionalInterface
interface Scheme {

    /**
     * Whether the password is the one behind the body.
     *
     * @throws Unreadable when the body is not of this scheme or asks for more work than we give
     *     anybody
     */
    boolean matches(String body, byte[] password) throws Unreadable;

    /** A verifier that cannot be checked. Carries no text: a verifier is a secret. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super("unreadable password verifier", null, false, false);
        }
    }
}

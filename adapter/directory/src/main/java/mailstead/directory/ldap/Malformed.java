package mailstead.directory.ldap;

/** An entry cannot be understood: which attribute, and why. The text is for the operator. */
final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param attribute whose values are wrong, or that is missing
     */
    Malformed(String attribute, String why) {
        super(attribute + ": " + why);
    }
}

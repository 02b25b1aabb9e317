package planted.maildir;

/** Breaks a rule on purpose. */
public final class SpeaksLdap {
    Object ldap() {
        return new com.unboundid.ldap.sdk.LDAPConnection();
    }
}

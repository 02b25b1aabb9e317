package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.CompareResult;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Directory.PasswordAnswer;
import mailstead.spi.DirectoryVerifier;

/** Lets servers check passwords that they do not show. Shared. */
final class PasswordChecks {

    /** As everywhere: longer ones nobody has. */
    private static final int PASSWORD_OCTETS_MAX = 1_024;

    /** How Active Directory says why, in its diagnostic message. */
    private static final Pattern ACTIVE_DIRECTORY = Pattern.compile("\\bdata ([0-9a-f]{3,8})\\b");

    /**
     * Told only to who knows the password: not now, not from here, expired, disabled, to change.
     */
    private static final List<String> ACTIVE_DIRECTORY_SHUT =
            List.of("530", "531", "532", "533", "701", "773");

    private static final String ACTIVE_DIRECTORY_LOCKED = "775";

    private final LdapSettings settings;
    private final Servers servers;
    private final String decoy;

    PasswordChecks(LdapSettings settings, Servers servers) {
        this.settings = settings;
        this.servers = servers;
        this.decoy = settings.decoy().orElse("cn=nobody-has-this-name," + settings.base());
    }

    /** For names that nobody has. */
    String decoy() {
        return decoy;
    }

    PasswordAnswer check(DirectoryVerifier verifier, byte[] password) throws MailException {
        if (!isAcceptable(password)) {
            return PasswordAnswer.WRONG;
        }
        String dn = verifier.key();
        Answer answer =
                settings.passwordCheck() == LdapSettings.PasswordCheck.BIND
                        ? servers.ask(
                                Link.Use.CHECK, (connection, _) -> bind(connection, dn, password))
                        : servers.ask(
                                Link.Use.LOOK_UP,
                                (connection, _) -> compare(connection, dn, password));
        return switch (answer) {
            case RIGHT -> PasswordAnswer.RIGHT;
            case WRONG -> PasswordAnswer.WRONG;
            case SHUT -> PasswordAnswer.SHUT;
            case LOCKED ->
                    throw new TemporaryFailure(
                            Reason.OVER_LIMIT, "too many failed log-ins, try again later");
        };
    }

    /**
     * RFC 4513 section 5.1.2: a bind with a name and without a password succeeds as anonymous, so
     * none is ever sent.
     */
    private static boolean isAcceptable(byte[] password) {
        if (password.length == 0 || password.length > PASSWORD_OCTETS_MAX) {
            return false;
        }
        for (byte octet : password) {
            if (octet == 0) {
                return false;
            }
        }
        return true;
    }

    private enum Answer {
        RIGHT,
        WRONG,
        SHUT,
        /** Nobody has looked at the password. */
        LOCKED
    }

    /** RFC 4511 section 4.2, with the password policy control that tells more than "no". */
    private Answer bind(LDAPConnection connection, String dn, byte[] password)
            throws LDAPException {
        try {
            BindResult result =
                    connection.bind(
                            new SimpleBindRequest(
                                    dn,
                                    password,
                                    new DraftBeheraLDAPPasswordPolicy10RequestControl()));
            if (result.getResultCode() == ResultCode.SUCCESS) {
                return Answer.RIGHT;
            }
            throw new LDAPException(result);
        } catch (LDAPBindException refused) {
            LDAPResult result = refused.getBindResult();
            ResultCode code = result.getResultCode();
            if (code == ResultCode.INVALID_CREDENTIALS) {
                return why(result);
            }
            if (code == ResultCode.INAPPROPRIATE_AUTHENTICATION || isNobodysDecoy(code, dn)) {
                // the entry has no password, so none is right
                return Answer.WRONG;
            }
            if (isLocked(result)) {
                return Answer.LOCKED;
            }
            throw refused;
        }
    }

    private static Answer why(LDAPResult result) throws LDAPException {
        DraftBeheraLDAPPasswordPolicy10ResponseControl policy =
                DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result);
        DraftBeheraLDAPPasswordPolicy10ErrorType error =
                policy == null ? null : policy.getErrorType();
        if (error == DraftBeheraLDAPPasswordPolicy10ErrorType.ACCOUNT_LOCKED) {
            return Answer.LOCKED;
        }
        if (error == DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_EXPIRED) {
            return Answer.SHUT;
        }
        String said = result.getDiagnosticMessage();
        Matcher data = ACTIVE_DIRECTORY.matcher(said == null ? "" : said);
        if (data.find()) {
            if (data.group(1).equals(ACTIVE_DIRECTORY_LOCKED)) {
                return Answer.LOCKED;
            }
            if (ACTIVE_DIRECTORY_SHUT.contains(data.group(1))) {
                return Answer.SHUT;
            }
        }
        return Answer.WRONG;
    }

    /** How 389 Directory Server says so. */
    private static boolean isLocked(LDAPResult result) {
        String said = result.getDiagnosticMessage();
        return result.getResultCode() == ResultCode.CONSTRAINT_VIOLATION
                || result.getResultCode() == ResultCode.UNWILLING_TO_PERFORM
                        && said != null
                        && said.contains("inactivated");
    }

    private boolean isNobodysDecoy(ResultCode code, String dn) {
        return code == ResultCode.NO_SUCH_OBJECT && dn.equals(decoy);
    }

    /** RFC 4511 section 4.10. */
    private Answer compare(LDAPConnection connection, String dn, byte[] password)
            throws LDAPException {
        String attribute = settings.mapping().one(Term.PASSWORD).orElse("userPassword");
        try {
            CompareResult result = connection.compare(new CompareRequest(dn, attribute, password));
            return result.compareMatched() ? Answer.RIGHT : Answer.WRONG;
        } catch (LDAPException none) {
            ResultCode code = none.getResultCode();
            if (code == ResultCode.NO_SUCH_ATTRIBUTE || isNobodysDecoy(code, dn)) {
                return Answer.WRONG;
            }
            throw none;
        }
    }
}

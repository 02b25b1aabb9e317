package mailstead.directory.ldap;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/** What common schemas say; each key can be said otherwise. */
public enum Preset {
    /**
     * The object class of draft-lachman-laser-ldap-mail-routing, with people as {@code
     * inetOrgPerson} and {@code posixAccount}, domains as {@code domainRelatedObject}, lists as
     * {@code nisMailAlias}.
     */
    INET_LOCAL_MAIL_RECIPIENT(
            "inetLocalMailRecipient",
            Map.ofEntries(
                    entry(
                            Term.LOGIN_FILTER,
                            "(&(objectClass=inetLocalMailRecipient)(uid={login}))"),
                    entry(
                            Term.ADDRESS_FILTER,
                            "(|(&(objectClass=inetLocalMailRecipient)(mailLocalAddress={address}))"
                                    + "(&(objectClass=nisMailAlias)(cn={local})))"),
                    entry(
                            Term.DOMAIN_FILTER,
                            "(&(objectClass=domainRelatedObject)(associatedDomain={domain}))"),
                    entry(
                            Term.CATCH_ALL_FILTER,
                            "(&(objectClass=inetLocalMailRecipient)(mailLocalAddress=@{domain}))"),
                    entry(Term.LOGIN, "uid"),
                    entry(Term.ADDRESSES, "mailLocalAddress"),
                    entry(Term.HOME, "homeDirectory"),
                    entry(Term.UID, "uidNumber"),
                    entry(Term.GID, "gidNumber"),
                    entry(Term.FORWARD, "mailRoutingAddress"),
                    entry(Term.ALIAS_CLASS, "nisMailAlias"),
                    entry(Term.ALIAS_NAMES, "cn"),
                    entry(Term.ALIAS_TARGETS, "rfc822MailMember"),
                    entry(Term.DOMAIN, "associatedDomain"))),
    /** qmail-ldap: object class {@code qmailUser}; its domains stand in {@code control/locals}. */
    QMAIL_LDAP(
            "qmail-ldap",
            Map.ofEntries(
                    entry(Term.LOGIN_FILTER, "(&(objectClass=qmailUser)(uid={login}))"),
                    entry(
                            Term.ADDRESS_FILTER,
                            "(&(objectClass=qmailUser)(|(mail={address})(mailAlternateAddress={address})))"),
                    entry(
                            Term.CATCH_ALL_FILTER,
                            "(&(objectClass=qmailUser)(|(mail=catchall@{domain})(mailAlternateAddress=catchall@{domain})))"),
                    entry(Term.LOGIN, "uid"),
                    entry(Term.ADDRESSES, "mail, mailAlternateAddress"),
                    entry(Term.MAILDIR, "mailMessageStore"),
                    entry(Term.HOME, "homeDirectory"),
                    entry(Term.UID, "qmailUID"),
                    entry(Term.GID, "qmailGID"),
                    entry(Term.QUOTA, "mailQuotaSize"),
                    entry(Term.QUOTA_MESSAGES, "mailQuotaCount"),
                    entry(Term.STATUS, "accountStatus"),
                    entry(
                            Term.STATUS_VALUES,
                            "active=active, noaccess=suspended, nopop=suspended, disabled=suspended, deleted=absent"),
                    entry(Term.FORWARD, "mailForwardingAddress"),
                    entry(Term.FORWARD_MODE, "deliveryMode"),
                    entry(Term.FORWARD_ONLY, "nolocal, forwardonly"))),
    /** Courier's authldap.schema: {@code CourierMailAccount} and {@code CourierMailAlias}. */
    COURIER(
            "courier",
            Map.ofEntries(
                    entry(Term.LOGIN_FILTER, "(&(objectClass=CourierMailAccount)(mail={login}))"),
                    entry(
                            Term.ADDRESS_FILTER,
                            "(&(|(objectClass=CourierMailAccount)(objectClass=CourierMailAlias))(mail={address}))"),
                    entry(
                            Term.CATCH_ALL_FILTER,
                            "(&(|(objectClass=CourierMailAccount)(objectClass=CourierMailAlias))(mail=@{domain}))"),
                    entry(Term.LOGIN, "mail"),
                    entry(Term.ADDRESSES, "mail"),
                    entry(Term.PASSWORD_SCHEME, "{CRYPT}"),
                    entry(Term.MAILDIR, "mailbox"),
                    entry(Term.HOME, "homeDirectory"),
                    entry(Term.UID, "uidNumber"),
                    entry(Term.GID, "gidNumber"),
                    entry(Term.QUOTA, "quota"),
                    entry(
                            Term.DENIES,
                            "disableimap=imap, disablepop3=pop3, disablewebmail=webmail"),
                    entry(Term.ALIAS_CLASS, "CourierMailAlias"),
                    entry(Term.ALIAS_TARGETS, "maildrop"))),
    /** What Dovecot's own examples ask for: {@code posixAccount} with {@code mail}. */
    DOVECOT(
            "dovecot",
            Map.ofEntries(
                    entry(Term.LOGIN_FILTER, "(&(objectClass=posixAccount)(uid={login}))"),
                    entry(Term.ADDRESS_FILTER, "(&(objectClass=posixAccount)(mail={address}))"),
                    entry(Term.LOGIN, "uid"),
                    entry(Term.ADDRESSES, "mail"),
                    entry(Term.PASSWORD_SCHEME, "{CRYPT}"),
                    entry(Term.HOME, "homeDirectory"),
                    entry(Term.UID, "uidNumber"),
                    entry(Term.GID, "gidNumber"),
                    entry(Term.QUOTA, "quotaBytes")));

    private static final Map<Term, String> OF_ALL =
            Map.of(
                    Term.PASSWORD, "userPassword",
                    Term.PASSWORD_SCHEME, "{PLAIN}",
                    Term.CHANGED, "entryCSN, pwdChangedTime, modifyTimestamp, pwdLastSet",
                    Term.MAILDIR_IN_HOME, "Maildir",
                    Term.DEFAULT_CUSTOMER, "default");

    private final String word;
    private final Map<Term, String> values;

    Preset(String word, Map<Term, String> values) {
        this.word = word;
        this.values = values;
    }

    /** Its name in the configuration. */
    public String word() {
        return word;
    }

    /** What it says of a term; empty where it says nothing. */
    public List<String> values(Term term) {
        return values.containsKey(term) ? list(term, values.getOrDefault(term, "")) : common(term);
    }

    /** What all of them say. */
    static List<String> common(Term term) {
        return list(term, OF_ALL.getOrDefault(term, ""));
    }

    private static List<String> list(Term term, String said) {
        if (said.isEmpty()) {
            return List.of();
        }
        return term.kind().isList() ? List.of(said.split(", ")) : List.of(said);
    }
}

package mailstead.directory.ldap;

/**
 * What a schema says in words of its own: the keys of {@code directory.ldap.map}. Each has a list
 * of values; which are allowed is said by {@link #kind}.
 */
public enum Term {
    LOGIN_FILTER(
            "login-filter",
            Kind.FILTER,
            "Finds an account by its log-in name: `{login}`, `{local}` and `{domain}` stand for it and its parts."),
    ADDRESS_FILTER(
            "address-filter",
            Kind.FILTER,
            "Finds accounts and aliases by an address: `{address}`, `{local}`, `{domain}`."),
    DOMAIN_FILTER(
            "domain-filter",
            Kind.FILTER,
            "Finds a domain: `{domain}`. Of no use where `domains` lists them."),
    CATCH_ALL_FILTER(
            "catch-all-filter",
            Kind.FILTER,
            "Finds who gets what is nobody else's in a domain: `{domain}`."),
    LOGIN("login", Kind.ATTRIBUTE, "The log-in name."),
    ADDRESSES("addresses", Kind.ATTRIBUTES, "Mail addresses of an account or alias."),
    PASSWORD(
            "password",
            Kind.ATTRIBUTE,
            "Password hashes, for `password-check: hash` and `compare`."),
    PASSWORD_SCHEME(
            "password-scheme", Kind.TEXT, "The scheme of a hash that names none in braces."),
    CHANGED(
            "changed",
            Kind.ATTRIBUTES,
            "What shows that a password was changed; where none of it can be read, right passwords are not remembered."),
    MAILDIR(
            "maildir",
            Kind.ATTRIBUTE,
            "The Maildir's path; a relative one begins at `home`, or else at `maildir-base`."),
    HOME("home", Kind.ATTRIBUTE, "The home's path, in which `maildir-in-home` is the Maildir."),
    MAILDIR_IN_HOME(
            "maildir-in-home", Kind.TEXT, "The Maildir's name in a home; `.` for the home itself."),
    MAILDIR_BASE("maildir-base", Kind.TEXT, "An absolute path where relative ones begin."),
    MAILDIR_TEMPLATE(
            "maildir-template",
            Kind.TEXT,
            "The Maildir of an entry that tells no path: `{login}`, `{local}`, `{domain}`; absolute, or below `default-volume`."),
    VOLUME("volume", Kind.ATTRIBUTE, "The volume's name; then paths are relative to its folder."),
    DEFAULT_VOLUME("default-volume", Kind.TEXT, "The volume of entries that name none."),
    UID("uid", Kind.ATTRIBUTE, "Owner of the mailbox's files."),
    GID("gid", Kind.ATTRIBUTE, "Their group."),
    DEFAULT_UID("default-uid", Kind.NUMBER, "Owner where the entry tells none."),
    DEFAULT_GID("default-gid", Kind.NUMBER, "Group where the entry tells none."),
    QUOTA(
            "quota",
            Kind.ATTRIBUTE,
            "What the mailbox may hold: octets, `500M`, `100000S,1000C` or `*:storage=1G:messages=1000`; 0 for no limit."),
    QUOTA_MESSAGES(
            "quota-messages", Kind.ATTRIBUTE, "How many messages it may hold; 0 for no limit."),
    DEFAULT_QUOTA("default-quota", Kind.TEXT, "Quota of entries that tell none."),
    CUSTOMER("customer", Kind.ATTRIBUTE, "Who pays for it."),
    DEFAULT_CUSTOMER("default-customer", Kind.TEXT, "Customer of entries that tell none."),
    STATUS("status", Kind.ATTRIBUTE, "Whether it is served; without it, it is."),
    STATUS_VALUES(
            "status-values",
            Kind.PAIRS,
            "What its values mean: `value=active`, `value=suspended` or `value=absent`."),
    SERVICES("services", Kind.ATTRIBUTE, "Which services may be used to log in; without it, all."),
    SERVICE_VALUES(
            "service-values",
            Kind.PAIRS,
            "What its values mean: `value=service`, with `pop3`, `imap`, `submission`, `webmail` or `managesieve`."),
    DENIES(
            "denies",
            Kind.PAIRS,
            "Attributes that forbid a service unless they are 0, false or no: `attribute=service`, `delivery` too."),
    FORWARD("forward", Kind.ATTRIBUTE, "Addresses to which an account's mail goes."),
    FORWARD_MODE(
            "forward-mode",
            Kind.ATTRIBUTE,
            "Says whether the mailbox gets it too. Left out: it does not."),
    FORWARD_ONLY(
            "forward-only",
            Kind.TEXTS,
            "Values of `forward-mode` with which the mailbox does not get it."),
    ALIAS_CLASS("alias-class", Kind.TEXT, "The object class of aliases and lists."),
    ALIAS_TARGETS(
            "alias-targets",
            Kind.ATTRIBUTES,
            "Where they lead; what has no at sign is in their own domain."),
    ALIAS_NAMES(
            "alias-names",
            Kind.ATTRIBUTE,
            "Their local part, where they have no address: they are in all domains."),
    DOMAIN("domain", Kind.ATTRIBUTE, "The name in a domain's entry."),
    DOMAIN_CUSTOMER("domain-customer", Kind.ATTRIBUTE, "Who pays for the domain."),
    DOMAIN_STATUS("domain-status", Kind.ATTRIBUTE, "Whether it is served; values as of `status`."),
    DOMAIN_CATCH_ALL(
            "domain-catch-all", Kind.ATTRIBUTE, "Who gets what is nobody else's in the domain."),
    DOMAIN_POSTMASTER("domain-postmaster", Kind.ATTRIBUTE, "Who reads mail for its postmaster.");

    /** What a term's values are. */
    public enum Kind {
        /** One filter with holes (RFC 4515). */
        FILTER,
        /** One attribute description. */
        ATTRIBUTE,
        ATTRIBUTES,
        TEXT,
        TEXTS,
        NUMBER,
        /** {@code name=meaning}. */
        PAIRS;

        public boolean isList() {
            return this == ATTRIBUTES || this == TEXTS || this == PAIRS;
        }
    }

    private final String word;
    private final Kind kind;
    private final String explanation;

    Term(String word, Kind kind, String explanation) {
        this.word = word;
        this.kind = kind;
        this.explanation = explanation;
    }

    /** The key in the configuration. */
    public String word() {
        return word;
    }

    public Kind kind() {
        return kind;
    }

    public String explanation() {
        return explanation;
    }
}

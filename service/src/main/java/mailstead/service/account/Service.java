package mailstead.service.account;

/** What a client wants to use after log-in. */
public enum Service {
    POP3,
    IMAP,
    SUBMISSION,
    WEBMAIL,
    MANAGESIEVE
}

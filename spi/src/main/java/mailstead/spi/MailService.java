package mailstead.spi;

/** What an account may be allowed to use. */
public enum MailService {
    /** Mail for the account is accepted. */
    DELIVERY,
    POP3,
    IMAP,
    SUBMISSION,
    WEBMAIL,
    MANAGESIEVE
}

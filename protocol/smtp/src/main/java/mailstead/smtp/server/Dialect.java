package mailstead.smtp.server;

/** Which of the conversations that look like SMTP a listener holds. */
public enum Dialect {
    /** Mail from the world for our own mailboxes. */
    MX("smtp", "ESMTP"),
    /** RFC 2033: mail from a machine of ours, one reply per recipient. */
    LMTP("lmtp", "LMTP"),
    /** RFC 6409: mail that our customers send. */
    SUBMISSION("submission", "ESMTP");

    private final String protocol;
    private final String greetingWord;

    Dialect(String protocol, String greetingWord) {
        this.protocol = protocol;
        this.greetingWord = greetingWord;
    }

    /** For events. */
    public String protocol() {
        return protocol;
    }

    String greetingWord() {
        return greetingWord;
    }
}

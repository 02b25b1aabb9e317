package mailstead.mail.search;

/** How messages are put together into conversations (RFC 5256 section 3). */
public enum ThreadAlgorithm {
    ORDEREDSUBJECT,
    REFERENCES
}

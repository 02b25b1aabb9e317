package mailstead.service.mailbox;

/**
 * What came of something that a user wanted. What the environment did to it is a {@code
 * MailException} instead.
 */
public sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(Refusal why) implements Outcome<T> {}
}

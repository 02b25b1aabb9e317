package mailstead.mail;

/**
 * Whom an event concerns: the account, and who pays for it. Immutable.
 *
 * @param login the account's, as the directory has it
 * @param customerId unrelated to the login; what billing knows the customer by
 */
public record Subscriber(String login, String customerId) {}

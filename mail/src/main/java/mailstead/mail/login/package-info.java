/**
 * What the mechanisms of SASL and the account service say to each other: {@link
 * mailstead.mail.login.Authenticator}. Values and one interface; it imports nothing of ours but
 * {@code mail}.
 */
@NullMarked
package mailstead.mail.login;

import org.jspecify.annotations.NullMarked;

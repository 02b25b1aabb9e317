package mailstead.node.config;

import java.time.Duration;

/**
 * How passwords are checked.
 *
 * @param upgrade whether a log-in renews a weak hash and adds missing SCRAM keys
 * @param remember how long a right password need not be hashed again; zero switches this off
 * @param crypt whether passwords get a hash for programs that know crypt(3) and no argon2id
 */
public record PasswordConfig(boolean upgrade, Duration remember, boolean crypt) {}

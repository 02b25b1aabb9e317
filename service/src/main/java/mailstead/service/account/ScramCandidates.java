package mailstead.service.account;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.mail.login.ScramKeys;
import mailstead.service.password.ScramVerifier;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;

/**
 * An account's passwords that SCRAM-SHA-256 can serve now: those with the salt and the number of
 * iterations of the first that has keys, the account's own before its app passwords. Immutable.
 */
record ScramCandidates(List<Candidate> candidates) {

    /** A password with keys. */
    record Candidate(ScramVerifier verifier, Credential credential) {}

    static ScramCandidates of(Account account, Instant now) {
        List<Candidate> all = new ArrayList<>();
        for (String verifier : account.verifiers()) {
            ScramVerifier.parse(verifier)
                    .ifPresent(keys -> all.add(new Candidate(keys, Credential.OWN)));
        }
        for (AppPassword appPassword : account.appPasswords()) {
            if (!appPassword.hasExpired(now)) {
                ScramVerifier.parse(appPassword.verifier())
                        .ifPresent(
                                keys -> all.add(new Candidate(keys, Credential.of(appPassword))));
            }
        }
        return new ScramCandidates(
                all.stream()
                        .filter(each -> each.verifier().isAlike(all.getFirst().verifier()))
                        .toList());
    }

    /** Empty if there are none. */
    Optional<ScramKeys> keys() {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        ScramVerifier first = candidates.getFirst().verifier();
        return Optional.of(
                new ScramKeys(
                        true,
                        first.salt(),
                        first.iterations(),
                        candidates.stream()
                                .map(each ->
                                        new ScramKeys.Pair(
                                                each.verifier().storedKey(),
                                                each.verifier().serverKey()))
                                .toList()));
    }

    /** Whose key it is; empty when the password has gone meanwhile. */
    Optional<Credential> owner(byte[] storedKey) {
        return candidates.stream()
                .filter(each -> MessageDigest.isEqual(each.verifier().storedKey(), storedKey))
                .map(Candidate::credential)
                .findFirst();
    }
}

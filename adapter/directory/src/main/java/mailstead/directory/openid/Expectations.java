package mailstead.directory.openid;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import mailstead.spi.TokenProvider.Answer;

/**
 * What a token must say to be good here. Immutable.
 *
 * @param issuer exactly {@code iss}; empty only where the provider itself answers
 * @param audiences one of them must be in {@code aud} (RFC 7519 section 4.1.3); empty only where
 *     the provider itself answers
 * @param scopes all of them must be in {@code scope} or {@code scp}
 * @param nameClaim which claim names the log-in or an address
 * @param clockDifference how far the provider's clock may be from ours
 */
public record Expectations(
        Optional<String> issuer,
        Set<String> audiences,
        Set<String> scopes,
        String nameClaim,
        Duration clockDifference) {

    private static final int NAME_CHARACTERS_MAX = 254;

    public Expectations {
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Of claims that are believed.
     *
     * @param isComplete whether everything that is expected must be there: not where the provider
     *     has judged already
     */
    Answer judge(Json claims, Instant now, boolean isComplete) {
        if (!isFrom(claims, isComplete) || !isForUs(claims, isComplete) || !isBegun(claims, now)) {
            return new Answer.Invalid();
        }
        OptionalDouble expires = claims.number("exp");
        if (expires.isEmpty() && (isComplete || claims.has("exp"))) {
            return new Answer.Invalid();
        }
        if (expires.isPresent() && seconds(now) >= expires.getAsDouble() + skew()) {
            return new Answer.Expired();
        }
        if (!scopesOf(claims).containsAll(scopes)) {
            return new Answer.ScopeMissing();
        }
        Optional<String> name =
                claims.text(nameClaim)
                        .filter(text -> !text.isBlank() && text.length() <= NAME_CHARACTERS_MAX);
        boolean isUnverified =
                nameClaim.equals("email")
                        && (claims.has("email_verified")
                                && !claims.flag("email_verified").orElse(false));
        return name.isEmpty() || isUnverified ? new Answer.Invalid() : new Answer.Valid(name.get());
    }

    private boolean isFrom(Json claims, boolean isComplete) {
        if (issuer.isEmpty() || !isComplete && !claims.has("iss")) {
            return true;
        }
        return claims.text("iss").equals(issuer);
    }

    private boolean isForUs(Json claims, boolean isComplete) {
        if (audiences.isEmpty() || !isComplete && !claims.has("aud")) {
            return true;
        }
        return claims.texts("aud").stream().anyMatch(audiences::contains);
    }

    private boolean isBegun(Json claims, Instant now) {
        OptionalDouble from = claims.number("nbf");
        if (from.isEmpty()) {
            return !claims.has("nbf");
        }
        return from.getAsDouble() <= seconds(now) + skew();
    }

    /** {@code scope} (RFC 8693 section 4.2) has spaces between; {@code scp} is what some send. */
    private static Set<String> scopesOf(Json claims) {
        Set<String> scopes = claims.texts("scp");
        for (String each : Set.copyOf(scopes)) {
            scopes.addAll(Set.of(distinct(each)));
        }
        claims.texts("scope").forEach(text -> scopes.addAll(Set.of(distinct(text))));
        return scopes;
    }

    private static String[] distinct(String text) {
        return Arrays.stream(text.split(" ", -1)).distinct().toArray(String[]::new);
    }

    private double skew() {
        return clockDifference.toMillis() / 1000.0;
    }

    private static double seconds(Instant now) {
        return now.toEpochMilli() / 1000.0;
    }
}

package mailstead.service.provisioning;

import mailstead.spi.ApiToken;

/** How far somebody's rights reach, the least first. */
public enum Level {
    /** Its own things. */
    CUSTOMER,
    /** The things of some customers. */
    RESELLER,
    /** Everything. */
    OPERATOR;

    boolean includes(Level other) {
        return compareTo(other) >= 0;
    }

    static Level of(ApiToken.Scope scope) {
        return switch (scope) {
            case CUSTOMER -> CUSTOMER;
            case RESELLER -> RESELLER;
            case OPERATOR -> OPERATOR;
        };
    }

    /** {@code operator}. */
    public String word() {
        return Words.of(this);
    }
}

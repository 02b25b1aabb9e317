package mailstead.service.submission;

import java.time.Duration;

/**
 * How much may be sent in a time. Immutable.
 *
 * @param messages in any span of the window's length; 0 means any number
 * @param recipients likewise, of all messages together
 */
public record Allowance(long messages, long recipients, Duration window) {

    public static final Allowance UNLIMITED = new Allowance(0, 0, Duration.ofDays(1));

    public Allowance {
        if (messages < 0 || recipients < 0 || !window.isPositive()) {
            throw new IllegalArgumentException("an allowance is not below zero");
        }
    }
}

package mailstead.service.submission;

import java.time.Duration;

/**
 * How much may be sent through one node. Immutable.
 *
 * @param network of an IPv4 address or an IPv6 /64
 * @param rememberedMax how many accounts, customers and networks are counted, of each kind; those
 *     not seen for longest are forgotten first
 */
public record SendingLimits(
        Allowance account, Allowance customer, Allowance network, int rememberedMax) {

    public static final SendingLimits USUAL =
            new SendingLimits(
                    new Allowance(1_000, 2_000, Duration.ofDays(1)),
                    Allowance.UNLIMITED,
                    new Allowance(3_000, 10_000, Duration.ofHours(1)),
                    100_000);

    public SendingLimits {
        if (rememberedMax < 1) {
            throw new IllegalArgumentException("somebody must be remembered");
        }
    }
}

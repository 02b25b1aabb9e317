package mailstead.service.submission;

/**
 * When the stolen-password brake holds mail. Immutable.
 *
 * @param floor recipients in a day below which nothing is held; 0 switches the brake off
 * @param factor how many times an account's habit it may send in a day
 * @param rememberedMax how many accounts' habits are known; those not seen for longest are
 *     forgotten first
 */
public record BrakeRules(long floor, double factor, int rememberedMax) {

    public static final BrakeRules USUAL = new BrakeRules(200, 5, 100_000);

    public BrakeRules {
        if (floor < 0 || !(factor >= 1) || rememberedMax < 1) {
            throw new IllegalArgumentException("a brake that cannot be");
        }
    }
}

package planted.wire;

/** Breaks a rule on purpose. */
public final class KnowsAService {
    Object service() {
        return new planted.service.Thing();
    }
}

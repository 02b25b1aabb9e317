package planted.wire.gnir;

/** Breaks a rule on purpose. */
public final class Gnir {
    Object other() {
        return new planted.wire.ring.Ring();
    }
}

package planted.wire.ring;

/** Breaks a rule on purpose. */
public final class Ring {
    Object other() {
        return new planted.wire.gnir.Gnir();
    }
}

package planted.service;

/** Breaks a rule on purpose. */
public final class Reflects {
    Object methods() {
        return getClass().getMethods()[0].getName();
    }
}

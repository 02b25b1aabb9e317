package planted.service;

/** Breaks a rule on purpose. */
public final class HashesItself {
    Object hash() {
        return org.apache.commons.codec.digest.Crypt.crypt("a", "$1$b");
    }
}

package planted.service;

/** Breaks a rule on purpose. */
public final class KnowsAProtocol {
    Object protocol() {
        return new planted.smtp.server.Thing();
    }
}

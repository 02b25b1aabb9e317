package mailstead.service.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password kept as it is: met in migrations, replaced at the first log-in. */
final class Plain implements Scheme {

    @Override
    public boolean matches(String body, byte[] password) throws Unreadable {
        // An empty field is an export's hole, not a password.
        Encoding.require(!body.isEmpty());
        return MessageDigest.isEqual(body.getBytes(StandardCharsets.UTF_8), password);
    }
}

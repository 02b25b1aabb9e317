package mailstead.imap.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import mailstead.imap.codec.Extension;
import mailstead.imap.codec.Numbering;
import mailstead.imap.codec.Response;
import mailstead.imap.codec.ResponseCode;
import mailstead.imap.codec.ResponseEncoder;
import mailstead.wire.Connection;

/**
 * The client as its session knows it: the connection, what it has enabled, and how to speak to it.
 * Confined to its session.
 */
final class Client {

    private final Connection connection;
    private final Set<Extension> enabled = EnumSet.noneOf(Extension.class);

    /** There while something is being said. */
    private Optional<ResponseEncoder> encoder = Optional.empty();

    Client(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    boolean has(Extension extension) {
        return enabled.contains(extension);
    }

    Set<Extension> enabled() {
        return Set.copyOf(enabled);
    }

    void enable(Collection<Extension> extensions) throws IOException {
        pass();
        enabled.addAll(extensions);
        if (enabled.contains(Extension.QRESYNC)) {
            enabled.add(Extension.CONDSTORE); // RFC 7162 section 3.2.3
        }
    }

    /** Forgets what was enabled (RFC 8437 section 4). */
    void forgetEnabled() throws IOException {
        pass();
        enabled.clear();
    }

    boolean isRevision2() {
        return has(Extension.IMAP4REV2);
    }

    /** Whether it wants to know modification sequences (RFC 7162 section 3.1.2). */
    boolean knowsModSeqs() {
        return has(Extension.CONDSTORE);
    }

    /** Whether it has no sequence numbers (RFC 9586 section 3). */
    boolean isUidOnly() {
        return has(Extension.UIDONLY);
    }

    /** Whether it hears of removals by UID (RFC 7162 section 3.2.10, RFC 9586 section 3.2). */
    boolean hearsVanished() {
        return has(Extension.QRESYNC) || isUidOnly();
    }

    /** By what messages are named to it. */
    Numbering numbering() {
        return isUidOnly() ? Numbering.UID : Numbering.SEQUENCE;
    }

    // ---- speaking

    void send(Response response) throws IOException {
        encoder().write(response);
    }

    void notice(Response.Notice.Kind kind, ResponseCode code, String text) throws IOException {
        send(new Response.Notice(kind, code, text));
    }

    ResponseEncoder encoder() {
        if (encoder.isEmpty()) {
            encoder = Optional.of(new ResponseEncoder(connection::send, enabled));
        }
        return encoder.get();
    }

    /** Whether something was said that has not been handed on. */
    boolean isSpeaking() {
        return encoder.isPresent();
    }

    /** Hands what was said to the connection, which sends it before it waits. */
    void pass() throws IOException {
        if (encoder.isPresent()) {
            encoder.get().flush();
            encoder = Optional.empty(); // it holds a buffer, which a waiting session does not need
        }
    }

    /** The answer after which the connection changes, as octets. */
    byte[] goAhead(String tag, String text) throws IOException {
        pass();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder apart = new ResponseEncoder(octets::write, enabled);
        apart.write(new Response.Tagged(tag, Response.Condition.OK, text));
        apart.flush();
        return octets.toByteArray();
    }

    /** Sends it at once. */
    void flush() throws IOException {
        pass();
        connection.flush();
    }
}

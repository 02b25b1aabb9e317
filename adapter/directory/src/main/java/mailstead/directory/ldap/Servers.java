package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import mailstead.directory.contact.Contact;
import mailstead.mail.EventSink;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import org.jspecify.annotations.Nullable;

/**
 * All servers, asked in the order in which they are configured until one answers. Shared. Whatever
 * is no answer is doubt, and doubt is {@code DIRECTORY_UNAVAILABLE}.
 */
final class Servers implements AutoCloseable {

    private final LdapSettings settings;
    private final List<Link> links;
    private final Doubts doubts;

    Servers(LdapSettings settings, Executor background, EventSink events, Doubts doubts) {
        this.settings = settings;
        this.doubts = doubts;
        this.links =
                settings.servers().stream()
                        .map(server ->
                                new Link(
                                        server,
                                        settings,
                                        background,
                                        new Contact(
                                                server.toString(),
                                                "look at the cause and run 'mailstead directory status'; other servers do its work meanwhile, and service resumes by itself",
                                                events)))
                        .toList();
    }

    /** One question to one server. */
    @FunctionalInterface
    interface Question<T> {
        /**
         * @throws LDAPException if that is no answer
         */
        T ask(LDAPConnection connection, int secondsMax) throws LDAPException;
    }

    <T> T ask(Link.Use use, Question<T> question) throws TemporaryFailure {
        long end = System.nanoTime() + settings.deadline().minus(settings.stepMax()).toNanos();
        Optional<LDAPException> first = Optional.empty();
        for (Link link : links) {
            if (!link.isUsable()) {
                link.probeIfDue();
                continue;
            }
            if (first.isPresent() && System.nanoTime() - end > 0) {
                break;
            }
            try {
                return link.call(use, connection -> question.ask(connection, link.secondsMax()));
            } catch (LDAPException failure) {
                if (first.isEmpty()) {
                    first = Optional.of(told(link, failure));
                }
            }
        }
        throw doubts.unanswered(
                first.orElseGet(() ->
                        new LDAPException(
                                ResultCode.UNAVAILABLE,
                                "none of " + settings.servers() + " answers")));
    }

    /** A new connection for long work, to the first server that is fit; whoever asked closes it. */
    LDAPConnection connect() throws TemporaryFailure {
        Optional<LDAPException> first = Optional.empty();
        for (Link link : links) {
            if (!link.isUsable()) {
                link.probeIfDue();
                continue;
            }
            try {
                return link.open(Link.Use.LOOK_UP);
            } catch (LDAPException failure) {
                if (first.isEmpty()) {
                    first = Optional.of(told(link, failure));
                }
            }
        }
        throw unavailable(first.orElse(null));
    }

    private static LDAPException told(Link link, LDAPException failure) {
        return new LDAPException(
                failure.getResultCode(),
                link.server() + ": " + failure.getExceptionMessage(),
                failure);
    }

    static TemporaryFailure unavailable(@Nullable Throwable cause) {
        return new TemporaryFailure(
                Reason.DIRECTORY_UNAVAILABLE,
                "the directory of users cannot be reached just now",
                cause);
    }

    /** Asks every server how it is. */
    List<LdapServerReport> report() {
        return links.stream().map(Link::report).toList();
    }

    @Override
    public void close() {
        links.forEach(Link::close);
    }
}

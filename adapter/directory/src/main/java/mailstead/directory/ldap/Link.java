package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import mailstead.directory.contact.Contact;
import mailstead.fs.Circuit;

/**
 * One server: a bounded pool of connections on which things are looked up, another one on which
 * passwords are checked, and a circuit as a volume has one. After several calls in a row that the
 * server failed or left hanging, nobody waits for it any more, and only probes find out when it is
 * back. Shared.
 */
final class Link implements AutoCloseable {

    /** Calls that may have or wait for a connection; more are refused at once. */
    private static final int CALLS_MAX = 1000;

    private static final int FAILURES_MAX = 4;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    /** No entry that we want is larger: a list of 10,000 members has half of it. */
    private static final int MESSAGE_OCTETS_MAX = 8 * 1024 * 1024;

    private final LdapSettings.Server server;
    private final LdapSettings settings;
    private final Pool lookUps;
    private final Pool checks;
    private final Circuit circuit = new Circuit(FAILURES_MAX, PROBE_INTERVAL, System::nanoTime);
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final Executor background;
    private final Contact contact;

    /** What a connection is used for. */
    enum Use {
        /** Bound as whom we look things up. */
        LOOK_UP,
        /** Bound as whoever came last, or nobody. */
        CHECK
    }

    /**
     * @param background runs probes, each on a thread of its own
     * @param contact hears of the circuit's opening and closing
     */
    Link(LdapSettings.Server server, LdapSettings settings, Executor background, Contact contact) {
        this.server = server;
        this.settings = settings;
        this.background = background;
        this.contact = contact;
        this.lookUps = pool(Use.LOOK_UP);
        this.checks = pool(Use.CHECK);
    }

    private Pool pool(Use use) {
        return new Pool(settings.connectionsMax(), settings.stepMax(), () -> open(use));
    }

    /** A new connection that is fit for its use. */
    LDAPConnection open(Use use) throws LDAPException {
        LDAPConnection connection = new LDAPConnection(factory(), options());
        boolean isFit = false;
        try {
            connection.connect(server.host(), server.port());
            if (server.security() == LdapSettings.Security.STARTTLS) {
                startTls(connection);
            }
            if (use == Use.LOOK_UP) {
                logIn(connection);
                expectAccounts(connection);
            }
            isFit = true;
            return connection;
        } finally {
            if (!isFit) {
                connection.closeWithoutUnbind();
            }
        }
    }

    private SocketFactory factory() {
        return server.security() == LdapSettings.Security.LDAPS
                ? tls()
                : SocketFactory.getDefault();
    }

    private SSLSocketFactory tls() {
        return new TlsSockets(
                settings.trust().orElseThrow().getSocketFactory(), server.host(), millisMax());
    }

    private int millisMax() {
        return Math.toIntExact(settings.stepMax().toMillis());
    }

    private LDAPConnectionOptions options() {
        int millis = millisMax();
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true);
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        options.setAbandonOnTimeout(false);
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        options.setMaxMessageSize(MESSAGE_OCTETS_MAX);
        options.setUseSchema(false);
        return options;
    }

    /** RFC 4511 section 4.14. A server that does not want to is not talked to in the clear. */
    private void startTls(LDAPConnection connection) throws LDAPException {
        ExtendedResult result =
                connection.processExtendedOperation(new StartTLSExtendedRequest(tls()));
        if (result.getResultCode() != ResultCode.SUCCESS) {
            throw new LDAPException(
                    ResultCode.CONNECT_ERROR,
                    "the server does not start TLS: " + result.getResultString());
        }
    }

    private void logIn(LDAPConnection connection) throws LDAPException {
        if (settings.login().isEmpty()) {
            return;
        }
        LdapSettings.Login login = settings.login().get();
        String password;
        try {
            password = login.password().read();
        } catch (IOException cannot) {
            throw new LDAPException(
                    ResultCode.LOCAL_ERROR,
                    "the password of " + login.dn() + " cannot be read: " + cannot.getMessage(),
                    cannot);
        }
        connection.bind(new SimpleBindRequest(login.dn(), password));
    }

    /**
     * A server that shows nobody at all is not believed: it was filled from an empty backup, has
     * not caught up, or does not let us read. Believed, it would make all our users unknown.
     */
    private void expectAccounts(LDAPConnection connection) throws LDAPException {
        String attribute = settings.mapping().one(Term.LOGIN).orElseThrow();
        SearchRequest anybody =
                new SearchRequest(
                        settings.base(),
                        SearchScope.SUB,
                        DereferencePolicy.NEVER,
                        1,
                        secondsMax(),
                        false,
                        Filter.createPresenceFilter(attribute),
                        attribute);
        boolean isAnybodyThere;
        try {
            isAnybodyThere = connection.search(anybody).getEntryCount() > 0;
        } catch (LDAPSearchException stopped) {
            isAnybodyThere = stopped.getEntryCount() > 0;
            if (!isAnybodyThere) {
                throw stopped;
            }
        }
        if (!isAnybodyThere) {
            throw new LDAPException(
                    ResultCode.UNAVAILABLE,
                    "no entry with attribute "
                            + attribute
                            + " can be seen below "
                            + settings.base()
                            + " by "
                            + settings.login().map(LdapSettings.Login::dn).orElse("anonymous"));
        }
    }

    /** What a server is asked to bound its own work by; RFC 4511 section 4.5.1.5 knows seconds. */
    int secondsMax() {
        return Math.toIntExact(Math.max(1, settings.stepMax().toSeconds()));
    }

    boolean isUsable() {
        return !circuit.isOpen();
    }

    /**
     * Does it on one connection.
     *
     * @throws LDAPException what went wrong; the circuit knows it already
     */
    <T> T call(Use use, Pool.Work<T> work) throws LDAPException {
        if (!calls.tryAcquire()) {
            throw new LDAPException(ResultCode.BUSY, server + " has too many calls waiting");
        }
        try {
            T result = (use == Use.LOOK_UP ? lookUps : checks).call(work);
            circuit.succeeded();
            return result;
        } catch (LDAPException trouble) {
            if (isIllness(trouble.getResultCode())) {
                circuit.failed();
                if (circuit.isOpen()) {
                    contact.lost(trouble);
                }
            }
            throw trouble;
        } finally {
            calls.release();
        }
    }

    /**
     * Whether the server, and not what was asked of it, is the reason: connection gone or silent,
     * busy, shutting down (RFC 4511 section 4.1.9).
     */
    private static boolean isIllness(ResultCode code) {
        return code.isClientSideResultCode()
                || code == ResultCode.BUSY
                || code == ResultCode.UNAVAILABLE
                || code == ResultCode.TIME_LIMIT_EXCEEDED
                || code == ResultCode.OPERATIONS_ERROR
                || code == ResultCode.OTHER;
    }

    /** When the circuit is open, sees to it that a probe is sent now and then. */
    void probeIfDue() {
        if (circuit.claimProbe()) {
            background.execute(this::probe);
        }
    }

    private void probe() {
        boolean isWell = false;
        try {
            check();
            isWell = true;
        } catch (LDAPException trouble) {
            contact.lost(trouble);
        } finally {
            circuit.probed(isWell);
        }
        if (isWell) {
            contact.inTouch();
        }
    }

    /** On a new connection, outside the pools. */
    void check() throws LDAPException {
        open(Use.LOOK_UP).close();
    }

    /** How it is, for an operator. */
    LdapServerReport report() {
        try {
            check();
            return new LdapServerReport(server.toString(), Optional.empty());
        } catch (LDAPException trouble) {
            return new LdapServerReport(
                    server.toString(), Optional.of(trouble.getExceptionMessage()));
        }
    }

    LdapSettings.Server server() {
        return server;
    }

    @Override
    public void close() {
        lookUps.close();
        checks.close();
    }
}

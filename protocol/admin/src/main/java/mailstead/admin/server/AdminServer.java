package mailstead.admin.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import mailstead.mail.EventSink;
import mailstead.service.provisioning.Provisioner;
import mailstead.service.provisioning.Tokens;
import mailstead.service.usage.UsageReport;
import mailstead.wire.TlsContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Listeners of the role {@code admin}. Shared; {@link #open} and {@link #close} by one thread. HTTP
 * itself (RFC 9112) is Jetty's, in its strict mode; each request has a virtual thread.
 */
public final class AdminServer implements AutoCloseable {

    private static final int HEAD_OCTETS_MAX = 16 * 1024;
    private static final int SELECTOR_THREADS_MAX = 16;
    private static final int SELECTOR_THREADS_MIN = 4;
    private static final long SWEEP_MILLIS = 500;

    /** A key may have an encoded slash, percent sign or backslash in it. */
    private static final UriCompliance KEYS_IN_PATHS =
            UriCompliance.from(
                    Set.of(
                            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));

    private final Server server;
    private final Vigil vigil;
    private final List<ServerConnector> connectors = new ArrayList<>();

    /** What answers requests, and whom to tell. */
    public record Services(
            Tokens tokens,
            Provisioner provisioner,
            UsageReport usage,
            EventSink events,
            Supplier<String> sessionIds) {}

    public AdminServer(AdminSettings settings, Services services) {
        QueuedThreadPool threads = new QueuedThreadPool(SELECTOR_THREADS_MAX, SELECTOR_THREADS_MIN);
        threads.setName("admin");
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("admin"));
        this.server = new Server(threads);
        this.vigil = new Vigil(settings.idle(), settings.perAddressMax(), System::nanoTime);
        server.setHandler(new GracefulHandler(new AdminHandler(services, vigil)));
        server.setErrorHandler(new ErrorReply());
        for (InetSocketAddress address : settings.addresses()) {
            ServerConnector connector = new Door(settings, address);
            server.addConnector(connector);
            server.addBean(new NetworkConnectionLimit(settings.connectionsMax(), connector));
            connectors.add(connector);
        }
    }

    /**
     * @throws IOException if an address cannot be bound
     */
    public void open() throws IOException {
        try {
            server.start();
        } catch (IOException cannot) {
            close(Duration.ZERO);
            throw cannot;
        } catch (Exception cannot) {
            close(Duration.ZERO);
            throw new IOException("the provisioning API does not start", cannot);
        }
        sweepLater();
    }

    private void sweepLater() {
        Scheduler scheduler = connectors.getFirst().getScheduler();
        scheduler.schedule(
                () -> {
                    vigil.sweep();
                    if (server.isRunning()) {
                        sweepLater();
                    }
                },
                SWEEP_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** In the order of the settings. */
    public List<InetSocketAddress> boundAddresses() {
        return connectors.stream()
                .map(connector ->
                        new InetSocketAddress(
                                ((Door) connector).address.getAddress(), connector.getLocalPort()))
                .toList();
    }

    /** Lets requests that have begun finish, for so long. */
    public void close(Duration drain) {
        server.setStopTimeout(drain.toMillis());
        try {
            server.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception _) {
            // What does not stop in time was cut off.
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** One bound socket. */
    private final class Door extends ServerConnector {

        private final AdminSettings settings;
        private final InetSocketAddress address;

        Door(AdminSettings settings, InetSocketAddress address) {
            super(server, factories(settings.tls()));
            this.settings = settings;
            this.address = address;
            setHost(address.getAddress().getHostAddress());
            setPort(address.getPort());
            setAcceptQueueSize(settings.backlog());
            setIdleTimeout(settings.idle().toMillis());
        }

        @Override
        protected SelectorManager newSelectorManager(
                Executor executor, Scheduler scheduler, int selectors) {
            return new ServerConnectorManager(executor, scheduler, selectors) {
                @Override
                public void accept(SelectableChannel channel, Object attachment) {
                    if (channel instanceof SocketChannel socket && isServed(socket)) {
                        super.accept(channel, attachment);
                    } else {
                        closeQuietly(channel);
                    }
                }

                @Override
                protected void endPointOpened(EndPoint endPoint) {
                    super.endPointOpened(endPoint);
                    vigil.opened(endPoint);
                }

                @Override
                protected void endPointClosed(EndPoint endPoint) {
                    super.endPointClosed(endPoint);
                    vigil.closed(endPoint);
                }
            };
        }

        private boolean isServed(SocketChannel socket) {
            InetAddress client = socket.socket().getInetAddress();
            return client != null
                    && !settings.deny().contains(client)
                    && (settings.allow().isEmpty() || settings.allow().contains(client));
        }

        private static void closeQuietly(SelectableChannel channel) {
            try {
                channel.close();
            } catch (IOException _) {
                // It is gone, as it should be.
            }
        }
    }

    private static ConnectionFactory[] factories(Optional<TlsContext> tls) {
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {http};
        }
        SslConnectionFactory secure =
                new SslConnectionFactory(new OurTls(tls.get()), http.getProtocol());
        // Names are none of its business: the certificate is chosen by ours.
        secure.setEnsureSecureRequestCustomizer(false);
        return new ConnectionFactory[] {secure, http};
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEAD_OCTETS_MAX);
        configuration.setResponseHeaderSize(HEAD_OCTETS_MAX);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        // Paths are split before they are decoded.
        configuration.setUriCompliance(KEYS_IN_PATHS);
        configuration.setMaxUnconsumedRequestContentReads(1);
        return configuration;
    }

    /** The node's own certificates, as they are now. */
    private static final class OurTls extends SslContextFactory.Server {

        private final TlsContext tls;

        OurTls(TlsContext tls) {
            this.tls = tls;
        }

        @Override
        protected void doStart() {
            // There is no key store to be read.
        }

        @Override
        public SSLEngine newSSLEngine() {
            return tls.serverEngine();
        }

        @Override
        public SSLEngine newSSLEngine(String host, int port) {
            return tls.serverEngine();
        }

        @Override
        public SSLEngine newSSLEngine(InetSocketAddress address) {
            return tls.serverEngine();
        }
    }
}

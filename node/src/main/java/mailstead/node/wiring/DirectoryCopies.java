package mailstead.node.wiring;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.TrustedKeys;
import mailstead.directory.ldap.LdapDirectory;
import mailstead.directory.replica.CopyDirectory;
import mailstead.directory.replica.CopyReport;
import mailstead.directory.replica.FolderSource;
import mailstead.directory.replica.HttpSource;
import mailstead.directory.replica.Lifeboat;
import mailstead.directory.replica.Mapper;
import mailstead.directory.replica.PinnedTrust;
import mailstead.directory.replica.Replica;
import mailstead.directory.replica.ReplicaSettings;
import mailstead.directory.replica.Source;
import mailstead.fs.LinuxFileSystem;
import mailstead.mail.EventSink;
import mailstead.node.config.DirectoryConfig;
import mailstead.node.config.DirectoryConfig.Copy;
import mailstead.node.config.DirectoryConfig.CopySource;
import mailstead.node.config.NodeConfig;
import mailstead.spi.Directory;

/** Copies of the directory, as the configuration asks for them. */
public final class DirectoryCopies {

    private static final String USUAL_FOLDER = "directory-copy";

    /** File calls block their thread. */
    private static final Executor FILES =
            task -> Thread.ofPlatform().daemon().name("directory-copy").start(task);

    private static final Executor NETWORK =
            task -> Thread.ofVirtual().name("directory-copy-network").start(task);

    private DirectoryCopies() {}

    /**
     * Where users are looked up: at the centre, in a copy alone, or at the centre with a copy
     * behind it.
     *
     * @throws IOException if the copy's folder, a key or a certificate cannot be used
     */
    static Directory lookUps(
            NodeConfig config,
            LateDirectory centre,
            InstantSource clock,
            SecureRandom random,
            EventSink events)
            throws IOException {
        return switch (config.directory()) {
            case DirectoryConfig.Sqlite _ -> centre;
            case DirectoryConfig.Postgresql postgresql -> {
                Optional<Copy> copy = postgresql.lifeboat();
                if (copy.isEmpty()) {
                    yield centre;
                }
                Replica replica = replica(config, copy.get(), clock, random, events);
                centre.tellNobodyWhile(replica::isThere);
                yield new Lifeboat(centre, replica, NETWORK, events);
            }
            case DirectoryConfig.Ldap ldap -> {
                LdapDirectory servers = LdapServers.open(ldap, events);
                if (ldap.lifeboat().isEmpty()) {
                    yield servers;
                }
                Replica replica = replica(config, ldap.lifeboat().get(), clock, random, events);
                servers.tellNobodyOfSilenceWhile(replica::isThere);
                yield new Lifeboat(servers, LdapServers.probe(servers), replica, NETWORK, events);
            }
            case DirectoryConfig.Distributed(Copy copy) ->
                    new CopyDirectory(replica(config, copy, clock, random, events));
        };
    }

    private static Replica replica(
            NodeConfig config,
            Copy copy,
            InstantSource clock,
            SecureRandom random,
            EventSink events)
            throws IOException {
        ReplicaSettings settings = settings(config, copy);
        Files.createDirectories(parent(Path.of(settings.folder())));
        Replica replica =
                Replica.open(
                        settings,
                        source(copy),
                        new LinuxFileSystem(),
                        Mapper.LOCAL,
                        FILES,
                        clock,
                        random,
                        events);
        replica.start();
        return replica;
    }

    private static Path parent(Path folder) {
        Path parent = folder.getParent();
        return parent == null ? folder : parent;
    }

    /** The copy as it is now, for a command beside the node that uses it. */
    public static CopyReport report(NodeConfig config, Copy copy) throws IOException {
        try (Source source = source(copy)) {
            return CopyReport.of(
                    settings(config, copy),
                    source,
                    new LinuxFileSystem(),
                    Mapper.LOCAL,
                    NodeClock.system(),
                    new SecureRandom());
        }
    }

    private static ReplicaSettings settings(NodeConfig config, Copy copy) throws IOException {
        try {
            return new ReplicaSettings(
                    copy.local().orElse(config.data().resolve(USUAL_FOLDER)).toString(),
                    TrustedKeys.parse(Files.readString(copy.keys())),
                    copy.interval(),
                    copy.old(),
                    copy.size().octets());
        } catch (BadCopy bad) {
            throw new IOException(copy.keys() + ": " + bad.getMessage(), bad);
        }
    }

    private static Source source(Copy copy) throws IOException {
        return switch (copy.source()) {
            case CopySource.Folder(Path folder) ->
                    new FolderSource(new LinuxFileSystem(), folder.toString());
            case CopySource.Https(
                            URI url,
                            Optional<Path> tokenFile,
                            Optional<Path> ca,
                            Optional<String> pin) ->
                    new HttpSource(
                            url,
                            tokenFile.map(file -> () -> Files.readString(file).strip()),
                            tls(ca, pin),
                            NETWORK);
        };
    }

    /**
     * Whom to believe over HTTPS.
     *
     * @param ca PEM file; empty means Java's own list
     * @param pin of one server's certificate, instead
     */
    public static SSLContext tls(Optional<Path> ca, Optional<String> pin) throws IOException {
        try {
            if (pin.isPresent()) {
                return tls(new PinnedTrust(Base64.getDecoder().decode(pin.get())));
            }
            if (ca.isPresent()) {
                return tls(authorities(ca.get()));
            }
            return SSLContext.getDefault();
        } catch (GeneralSecurityException cannot) {
            throw new IOException(
                    ca.map(file -> file + ": ").orElse("") + cannot.getMessage(), cannot);
        }
    }

    private static SSLContext tls(TrustManager... trust) throws GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust, null);
        return tls;
    }

    private static TrustManager[] authorities(Path file)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        try (var in = Files.newInputStream(file)) {
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}

package mailstead.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import mailstead.directory.ldap.LdapDirectory;
import mailstead.directory.ldap.LdapSettings;
import mailstead.directory.replica.Lifeboat;
import mailstead.mail.EventSink;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.DirectoryConfig;

/** The directory in LDAP, as the configuration asks for it. */
public final class LdapServers {

    private static final Executor BACKGROUND =
            task -> Thread.ofVirtual().name("directory-ldap").start(task);

    private LdapServers() {}

    /**
     * @throws IOException if the certificates cannot be read
     */
    public static LdapDirectory open(DirectoryConfig.Ldap directory, EventSink events)
            throws IOException {
        return LdapDirectory.open(settings(directory), BACKGROUND, events);
    }

    /**
     * @throws IOException if the certificates cannot be read
     */
    public static LdapSettings settings(DirectoryConfig.Ldap directory) throws IOException {
        return new LdapSettings(
                directory.servers(),
                directory.ca().isPresent()
                        ? Optional.of(DirectoryCopies.tls(directory.ca(), Optional.empty()))
                        : Optional.empty(),
                directory
                        .bindDn()
                        .flatMap(dn ->
                                directory
                                        .passwordFile()
                                        .map(file ->
                                                new LdapSettings.Login(dn, () -> password(file)))),
                directory.base(),
                directory.domainBase(),
                directory.mapping(),
                directory.domains(),
                directory.volumes(),
                directory.passwordCheck(),
                directory.decoy(),
                directory.deadline(),
                directory.connections(),
                directory.fresh(),
                directory.cached());
    }

    /** Tells a lifeboat whether they are there: entries may be in doubt while they are. */
    static Lifeboat.Probe probe(LdapDirectory directory) {
        return new Lifeboat.Probe() {
            @Override
            public boolean isBack() {
                return directory.isThere();
            }

            @Override
            public boolean isAway(TemporaryFailure failure) {
                return LdapDirectory.isAway(failure);
            }
        };
    }

    /** Editors put a line end after it that is not part of it. */
    private static String password(Path file) throws IOException {
        return Files.readString(file).replaceFirst("\\R\\z", "");
    }
}

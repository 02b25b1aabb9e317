package mailstead.directory.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Volume;
import mailstead.testkit.RecordingSink;

/** A server in memory, without a schema, and a directory that asks it. */
final class LdapTown implements AutoCloseable {

    static final String BASE = "dc=isp,dc=example";
    static final String READER = "cn=reader," + BASE;
    static final String READERS_PASSWORD = "read me";

    final RecordingSink events = new RecordingSink();
    final InMemoryDirectoryServer server;
    private final List<LdapDirectory> open = new ArrayList<>();

    LdapTown(InMemoryOperationInterceptor... interceptors) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig(
                        "plain", InetAddress.getLoopbackAddress(), 0, null));
        for (InMemoryOperationInterceptor interceptor : interceptors) {
            config.addInMemoryOperationInterceptor(interceptor);
        }
        server = new InMemoryDirectoryServer(config);
        server.startListening();
        add(BASE, "objectClass: domain", "dc: isp");
        add(
                READER,
                "objectClass: person",
                "cn: reader",
                "sn: reader",
                "userPassword: " + READERS_PASSWORD);
    }

    void add(String dn, String... lines) throws LDAPException {
        String[] all = new String[lines.length + 1];
        all[0] = "dn: " + dn;
        System.arraycopy(lines, 0, all, 1, lines.length);
        try {
            server.add(all);
        } catch (com.unboundid.ldif.LDIFException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    /** Settings that a test may alter. */
    static final class Choices {
        Optional<Preset> preset = Optional.of(Preset.DOVECOT);
        final Map<Term, List<String>> map = new EnumMap<>(Term.class);
        Set<DomainName> domains = Set.of(name("x.example"), name("y.example"));
        LdapSettings.PasswordCheck check = LdapSettings.PasswordCheck.HASH;
        Duration deadline = Duration.ofSeconds(60);
        Duration freshFor = Duration.ZERO;
        List<LdapSettings.Server> servers = List.of();

        Choices preset(Preset chosen) {
            preset = Optional.of(chosen);
            return this;
        }

        Choices with(Term term, String... values) {
            map.put(term, List.of(values));
            return this;
        }

        Choices check(LdapSettings.PasswordCheck chosen) {
            check = chosen;
            return this;
        }
    }

    LdapSettings.Server address() {
        return new LdapSettings.Server(
                "127.0.0.1", server.getListenPort(), LdapSettings.Security.NONE);
    }

    LdapSettings settings(Choices choices) {
        return new LdapSettings(
                choices.servers.isEmpty() ? List.of(address()) : choices.servers,
                Optional.empty(),
                Optional.of(new LdapSettings.Login(READER, () -> READERS_PASSWORD)),
                BASE,
                BASE,
                new Mapping(choices.preset, choices.map),
                choices.domains,
                List.of(
                        new Volume("mail1", "/mail1", "m1", 100),
                        new Volume("mail2", "/mail1/nested", "m2", 100)),
                choices.check,
                Optional.empty(),
                choices.deadline,
                4,
                choices.freshFor,
                1000);
    }

    LdapDirectory open(Choices choices) {
        LdapDirectory directory =
                LdapDirectory.open(settings(choices), Thread::startVirtualThread, events);
        open.add(directory);
        return directory;
    }

    static DomainName name(String text) {
        return DomainName.parse(text).orElseThrow();
    }

    static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    /** Where mail for an address goes: {@code login} or {@code -> targets}, or {@code nobody}. */
    static String route(LdapDirectory directory, String address) throws Exception {
        Optional<Addressee> found = directory.addressee(address(address));
        if (found.isEmpty()) {
            return "nobody";
        }
        return switch (found.get()) {
            case Addressee.Mailbox(var account) -> account.login();
            case Addressee.Expansion(var alias) -> "-> " + alias.targets();
        };
    }

    @Override
    public void close() {
        open.forEach(LdapDirectory::close);
        server.shutDown(true);
    }
}

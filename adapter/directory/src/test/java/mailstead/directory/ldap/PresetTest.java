package mailstead.directory.ldap;

import static mailstead.directory.ldap.LdapTown.address;
import static mailstead.directory.ldap.LdapTown.name;
import static mailstead.directory.ldap.LdapTown.route;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.directory.ldap.LdapTown.Choices;
import mailstead.spi.Account;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries of common schemas, and what they mean. */
final class PresetTest {

    private static final String HASH = "{SSHA}c2FsdHlzYWx0eXNhbHR5c2FsdHlzYWx0eXNhbHQ=";

    private LdapTown town;

    @BeforeEach
    void start() throws Exception {
        town = new LdapTown();
    }

    @AfterEach
    void stop() {
        town.close();
    }

    @Test
    void inetLocalMailRecipient() throws Exception {
        town.add(
                "uid=tevie," + LdapTown.BASE,
                "objectClass: inetOrgPerson",
                "objectClass: posixAccount",
                "objectClass: inetLocalMailRecipient",
                "uid: Tevie",
                "mailLocalAddress: tevie@x.example",
                "mailLocalAddress: Tevie.Milkman@X.example",
                "homeDirectory: /mail1/x/tevie",
                "uidNumber: 5001",
                "gidNumber: 5000",
                "userPassword: " + HASH);
        town.add(
                "uid=golde," + LdapTown.BASE,
                "objectClass: inetLocalMailRecipient",
                "uid: golde",
                "mailLocalAddress: golde@x.example",
                "mailLocalAddress: @x.example",
                "mailRoutingAddress: tevie@x.example",
                "homeDirectory: /mail1/x/golde");
        town.add(
                "cn=dairy," + LdapTown.BASE,
                "objectClass: nisMailAlias",
                "cn: Dairy",
                "rfc822MailMember: tevie",
                "rfc822MailMember: Lazar@Elsewhere.example");
        town.add(
                "dc=x," + LdapTown.BASE,
                "objectClass: domainRelatedObject",
                "dc: x",
                "associatedDomain: X.example",
                "associatedDomain: also.example");
        Choices choices = new Choices().preset(Preset.INET_LOCAL_MAIL_RECIPIENT);
        choices.domains = Set.of();
        LdapDirectory directory = town.open(choices);

        Account tevie = directory.account("TEVIE").orElseThrow();
        assertThat(tevie.login()).isEqualTo("tevie");
        assertThat(tevie.addresses())
                .containsExactlyInAnyOrder(
                        address("tevie@x.example"), address("tevie.milkman@x.example"));
        assertThat(tevie.home()).isEqualTo(new Home("mail1", "x/tevie/Maildir"));
        assertThat(tevie.owner()).contains(new Owner(5001, 5000));
        assertThat(tevie.verifiers()).containsExactly(HASH);
        assertThat(tevie.services()).containsExactlyInAnyOrder(MailService.values());
        assertThat(directory.addressee(address("tevie.milkman@x.example")))
                .contains(new Addressee.Mailbox(tevie));
        assertThat(route(directory, "golde@x.example")).isEqualTo("-> [tevie@x.example]");
        assertThat(route(directory, "dairy@x.example"))
                .isEqualTo("-> [tevie@x.example, Lazar@elsewhere.example]");
        assertThat(directory.domain(name("also.example")).orElseThrow().catchAll()).isEmpty();
        assertThat(directory.domain(name("y.example"))).isEmpty();
        assertThat(
                        route(
                                directory,
                                directory
                                                .domain(name("x.example"))
                                                .orElseThrow()
                                                .catchAll()
                                                .orElseThrow()
                                                .localPart()
                                        + "@x.example"))
                .isEqualTo("-> [tevie@x.example]");
    }

    @Test
    void qmailLdap() throws Exception {
        town.add(
                "uid=tevie," + LdapTown.BASE,
                "objectClass: qmailUser",
                "uid: tevie",
                "mail: tevie@x.example",
                "mailAlternateAddress: milk@x.example",
                "mailAlternateAddress: catchall@y.example",
                "mailMessageStore: x/tevie/Maildir/",
                "qmailUID: 1001",
                "qmailGID: 1002",
                "mailQuotaSize: 1000000",
                "mailQuotaCount: 500",
                "accountStatus: Active",
                "userPassword: {MD5}X03MO1qnZdYdgyfeuILPmQ==");
        town.add(
                "uid=golde," + LdapTown.BASE,
                "objectClass: qmailUser",
                "uid: golde",
                "mail: golde@x.example",
                "homeDirectory: /mail1/nested/golde",
                "accountStatus: noaccess",
                "mailForwardingAddress: tevie@x.example",
                "deliveryMode: nolocal");
        town.add(
                "uid=chava," + LdapTown.BASE,
                "objectClass: qmailUser",
                "uid: chava",
                "mail: chava@x.example",
                "mailMessageStore: /mail1/chava",
                "mailForwardingAddress: fyedka@elsewhere.example");
        town.add(
                "uid=gone," + LdapTown.BASE,
                "objectClass: qmailUser",
                "uid: gone",
                "mail: gone@x.example",
                "accountStatus: deleted");
        LdapDirectory directory =
                town.open(
                        new Choices()
                                .preset(Preset.QMAIL_LDAP)
                                .with(Term.MAILDIR_BASE, "/mail1/store/"));

        Account tevie = directory.account("tevie").orElseThrow();
        assertThat(tevie.home()).isEqualTo(new Home("mail1", "store/x/tevie/Maildir"));
        assertThat(tevie.owner()).contains(new Owner(1001, 1002));
        assertThat(tevie.quota())
                .isEqualTo(new Quota(OptionalLong.of(1_000_000), OptionalLong.of(500)));
        assertThat(tevie.status()).isEqualTo(Status.ACTIVE);
        assertThat(tevie.verifiers()).containsExactly("{LDAP-MD5}X03MO1qnZdYdgyfeuILPmQ==");
        Account golde = directory.account("golde").orElseThrow();
        assertThat(golde.standing()).isEqualTo(Status.SUSPENDED);
        assertThat(golde.home()).isEqualTo(new Home("mail2", "golde/Maildir"));
        assertThat(route(directory, "golde@x.example")).isEqualTo("-> [tevie@x.example]");
        assertThat(directory.account("gone")).isEmpty();
        assertThat(route(directory, "gone@x.example")).isEqualTo("nobody");
        assertThat(route(directory, "milk@x.example")).isEqualTo("tevie");

        var forwarding =
                (Addressee.Expansion) directory.addressee(address("chava@x.example")).orElseThrow();
        assertThat(forwarding.alias().targets()).hasSize(2);
        assertThat(forwarding.alias().targets().getFirst())
                .isEqualTo(address("fyedka@elsewhere.example"));
        assertThat(directory.addressee(forwarding.alias().targets().get(1)).orElseThrow())
                .isEqualTo(new Addressee.Mailbox(directory.account("chava").orElseThrow()));
        var catchAll = directory.domain(name("y.example")).orElseThrow().catchAll().orElseThrow();
        assertThat(directory.addressee(catchAll).orElseThrow())
                .isEqualTo(new Addressee.Mailbox(tevie));
        assertThat(directory.domain(name("z.example"))).isEmpty();
    }

    @Test
    void courier() throws Exception {
        town.add(
                "mail=tevie@x.example," + LdapTown.BASE,
                "objectClass: CourierMailAccount",
                "mail: tevie@x.example",
                "homeDirectory: /mail1/x/tevie",
                "mailbox: ./Mail",
                "uidNumber: 5001",
                "gidNumber: 5000",
                "quota: 1000000S,100C",
                "disablepop3: 1",
                "disableimap: 0",
                "userPassword: $1$salt$UsdFqFVB.FsuinRDK5eE..");
        town.add(
                "mail=sales@x.example," + LdapTown.BASE,
                "objectClass: CourierMailAlias",
                "mail: sales@x.example",
                "mail: @y.example",
                "maildrop: tevie@x.example",
                "maildrop: golde@x.example");
        LdapDirectory directory = town.open(new Choices().preset(Preset.COURIER));

        Account tevie = directory.accountNamed("Tevie@X.example").orElseThrow();
        assertThat(tevie.login()).isEqualTo("tevie@x.example");
        assertThat(tevie.home()).isEqualTo(new Home("mail1", "x/tevie/Mail"));
        assertThat(tevie.quota())
                .isEqualTo(new Quota(OptionalLong.of(1_000_000), OptionalLong.of(100)));
        assertThat(tevie.services())
                .contains(MailService.IMAP, MailService.DELIVERY)
                .doesNotContain(MailService.POP3);
        assertThat(tevie.verifiers()).containsExactly("{CRYPT}$1$salt$UsdFqFVB.FsuinRDK5eE..");
        assertThat(route(directory, "sales@x.example"))
                .isEqualTo("-> [tevie@x.example, golde@x.example]");
        var catchAll = directory.domain(name("y.example")).orElseThrow().catchAll().orElseThrow();
        assertThat(directory.addressee(catchAll).orElseThrow())
                .isInstanceOf(Addressee.Expansion.class);
        assertThat(directory.domain(name("x.example")).orElseThrow().catchAll()).isEmpty();
    }

    @Test
    void dovecot() throws Exception {
        town.add(
                "uid=tevie," + LdapTown.BASE,
                "objectClass: posixAccount",
                "uid: tevie",
                "mail: tevie@x.example",
                "homeDirectory: /mail1/x/tevie",
                "uidNumber: 5001",
                "gidNumber: 5000",
                "quotaBytes: 500M",
                "userPassword: {SHA512-CRYPT}$6$salt$hash",
                "userPassword: {CRYPT}!locked");
        LdapDirectory directory = town.open(new Choices());
        Account tevie = directory.account("tevie").orElseThrow();
        assertThat(tevie.home()).isEqualTo(new Home("mail1", "x/tevie/Maildir"));
        assertThat(tevie.quota().octetsMax()).hasValue(500L << 20);
        assertThat(tevie.verifiers()).containsExactly("{SHA512-CRYPT}$6$salt$hash");
        assertThat(tevie.customerId()).isEqualTo("default");
    }

    @Test
    void eachKeyCanBeSaidOtherwise() throws Exception {
        town.add(
                "cn=tevie," + LdapTown.BASE,
                "objectClass: customer",
                "login: tevie",
                "box: tevie@x.example",
                "vol: mail2",
                "place: 12/tevie",
                "reseller: c-17",
                "state: unpaid",
                "use: POP",
                "use: telnet",
                "space: *:storage=1G:messages=1000");
        LdapDirectory directory =
                town.open(
                        new Choices()
                                .with(Term.LOGIN_FILTER, "(&(objectClass=customer)(login={login}))")
                                .with(Term.ADDRESS_FILTER, "(box={address})")
                                .with(Term.LOGIN, "login")
                                .with(Term.ADDRESSES, "box")
                                .with(Term.VOLUME, "vol")
                                .with(Term.HOME, "place")
                                .with(Term.MAILDIR_IN_HOME, ".")
                                .with(Term.CUSTOMER, "reseller")
                                .with(Term.STATUS, "state")
                                .with(Term.STATUS_VALUES, "paid=active", "unpaid=suspended")
                                .with(Term.SERVICES, "use")
                                .with(Term.SERVICE_VALUES, "pop=pop3", "smtp=submission")
                                .with(Term.UID, "none")
                                .with(Term.GID, "none")
                                .with(Term.QUOTA, "space"));
        Account tevie = directory.account("tevie").orElseThrow();
        assertThat(tevie.home()).isEqualTo(new Home("mail2", "12/tevie"));
        assertThat(tevie.owner()).isEmpty();
        assertThat(tevie.customerId()).isEqualTo("c-17");
        assertThat(tevie.status()).isEqualTo(Status.SUSPENDED);
        assertThat(tevie.services())
                .containsExactlyInAnyOrder(MailService.DELIVERY, MailService.POP3);
        assertThat(tevie.quota())
                .isEqualTo(new Quota(OptionalLong.of(1L << 30), OptionalLong.of(1000)));
        assertThat(tevie.verifiers())
                .as("whether it has a password cannot be known")
                .isEqualTo(List.of("{HIDDEN}"));
    }

    @Test
    void homesCanBeMadeFromNames() throws Exception {
        town.add(
                "uid=tevie," + LdapTown.BASE,
                "objectClass: posixAccount",
                "uid: tevie",
                "mail: milk/man@x.example");
        LdapDirectory directory =
                town.open(
                        new Choices()
                                .with(Term.MAILDIR_TEMPLATE, "{domain}/{local}")
                                .with(Term.DEFAULT_VOLUME, "mail1")
                                .with(Term.DEFAULT_UID, "1000")
                                .with(Term.DEFAULT_GID, "1000"));
        assertThat(directory.account("tevie").orElseThrow().home())
                .isEqualTo(new Home("mail1", "x.example/milk_man"));
        assertThat(directory.account("tevie").orElseThrow().owner())
                .contains(new Owner(1000, 1000));
    }

    @Test
    void aDomainsEntrySaysWhoPaysAndWhetherItIsServed() throws Exception {
        town.add(
                "dc=x," + LdapTown.BASE,
                "objectClass: mailDomain",
                "dc: x.example",
                "owner: c-1",
                "state: off",
                "all: everybody@y.example",
                "master: tevie");
        town.add(
                "uid=tevie," + LdapTown.BASE,
                "objectClass: posixAccount",
                "uid: tevie",
                "mail: tevie@x.example",
                "homeDirectory: /mail1/tevie");
        Choices choices =
                new Choices()
                        .with(Term.DOMAIN_FILTER, "(&(objectClass=mailDomain)(dc={domain}))")
                        .with(Term.DOMAIN, "dc")
                        .with(Term.DOMAIN_CUSTOMER, "owner")
                        .with(Term.DOMAIN_STATUS, "state")
                        .with(Term.STATUS_VALUES, "on=active", "off=suspended", "0=absent")
                        .with(Term.DOMAIN_CATCH_ALL, "all")
                        .with(Term.DOMAIN_POSTMASTER, "master");
        choices.domains = Set.of();
        LdapDirectory directory = town.open(choices);
        var domain = directory.domain(name("x.example")).orElseThrow();
        assertThat(domain.customerId()).isEqualTo("c-1");
        assertThat(domain.standing()).isEqualTo(Status.SUSPENDED);
        assertThat(domain.catchAll()).contains(address("everybody@y.example"));
        assertThat(domain.postmaster()).contains(address("tevie@x.example"));
        assertThat(directory.account("tevie").orElseThrow().status()).isEqualTo(Status.ACTIVE);
        assertThat(directory.account("tevie").orElseThrow().standing()).isEqualTo(Status.SUSPENDED);
    }
}

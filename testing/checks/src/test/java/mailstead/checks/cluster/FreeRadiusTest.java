package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mailstead.checks.cluster.FreeRadius.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's FreeRADIUS on our views, as {@code docs/operate/radius.md} sets it up. */
@Timeout(180)
final class FreeRadiusTest {

    private static final String ACCEPT = "Access-Accept";
    private static final String REJECT = "Access-Reject";
    private static final String PASSWORD = TestCluster.PASSWORD;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Of {@link #PASSWORD}, one of each form that FreeRADIUS can be given. */
    private static final List<String> READABLE =
            List.of(
                    "{PLAIN}tradition",
                    "{CRYPT}fit2e2YwaKsyM",
                    "fit2e2YwaKsyM",
                    "{MD5-CRYPT}$1$fiddler$jVrzrxHdBH9ikD1.svibd1",
                    "{SHA256-CRYPT}$5$fiddler$ssYwXbqyZ.OkhdiE9IDosEPcquYVrl6MfmUY7ZSXkBA",
                    "$6$fiddler$aMdvEjWC1ELWdyAW5OyQjmRCkI54g9nUkt6w8GmVfvg9jqdGQmzf0JRi7trmzBkXP3cYtvyZkE1o7IJWCsKMq1",
                    "{BLF-CRYPT}$2y$05$abcdefghijklmnopqrstuuNdulTYwEShJTyzDVWweVn5QJ389FN5S",
                    "{SSHA}nrylv3vKU+L3/fFdm313KL7ZWI9maWRkbGVyIQ==",
                    "{ssha256}nbafhVx//vgnyCyF3JzdCfIY9thDT1sOjc8d7zwdBUtmaWRkbGVyIQ==",
                    "{SSHA256.HEX}9db69f855c7ffef827c82c85dc9cdd09f218f6d8434f5b0e8dcf1def3c1d054b666964646c657221",
                    "{SSHA512}cuKInza+JCxFNxcOkBomYjd03AzwpflZHU568ltH5ETUAXaYL3rDNEdZaETm6c4YKhRUytIPVnjglWv0xTrGP2ZpZGRsZXIh",
                    "{SMD5}iQsSJHYKly0IePnhqNkWG2ZpZGRsZXIh",
                    "{SHA}VtmTENJGJwlDxjmTJT26m+zKth0=",
                    "{SHA256}3E2JXD0A3UO+HeUCad1Orb9t04uob4cmIHH94hsOpPA=",
                    "{SHA512}iv2hu06soUwQJD+FscGQ2zRIu/tvj1MzaGtrZvh7G+1hqOvvddzQj99F6frC7FO/L590gpzsUJ+ire2ER2jDPA==",
                    "{PLAIN-MD5}6819d54dd49f7cece869e3fe77d213f8",
                    "{LDAP-MD5}aBnVTdSffOzoaeP+d9IT+A==",
                    "{PBKDF2-SHA1}1000$ZmlkZGxlciE$oTlJlYDShn44v.y5fznJBocdW44",
                    "{PBKDF2-SHA256}1000$ZmlkZGxlciE$ta4LCKRm9ABbuqgxKEgt1MTSEtJHHRFlFDX4V.bWo8k",
                    "$pbkdf2-sha256$1000$ZmlkZGxlciE$ta4LCKRm9ABbuqgxKEgt1MTSEtJHHRFlFDX4V.bWo8k",
                    "{PBKDF2-SHA512}1000$ZmlkZGxlciE$JKlAsryIFchdKHOOreJQ6MOrRjv5KYOTxHFXoaOOlC590R.8fjMJQJ9.O3l1ayiALFwxJbexYa2gbphhfs6PjQ");

    @TempDir private static Path folder;

    private static CentralTown town;
    private static FreeRadius radius;

    @BeforeAll
    static void start() throws Exception {
        town = CentralTown.start(folder);
        town.sql(
                CentralTown.snippet(
                        "freeradius-role.sql",
                        Map.of(
                                "GRANT USAGE ON SCHEMA radius TO mailstead_admin;",
                                "CREATE ROLE mailstead_admin; GRANT USAGE ON SCHEMA radius TO mailstead_admin;")));
        town.sql(
                "INSERT INTO radius.nas (nasname, shortname, secret) VALUES ('127.0.0.1', 'here', '%s')"
                        .formatted(FreeRadius.SECRET));
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        town.run(
                "customer set c-1 --attribute radius=yes --attribute radius:Session-Timeout=3600"
                        + " --attribute radius:Framed-IP-Address=10.9.9.9");
        town.run("customer add c-2");
        for (String account : List.of("tevie", "motel", "odd+name'$")) {
            town.run(
                    "account add "
                            + account
                            + " --customer c-1 --address "
                            + (account.startsWith("odd") ? "odd" : account)
                            + "@cluster.example"
                            + " --password-hash {SSHA}nrylv3vKU+L3/fFdm313KL7ZWI9maWRkbGVyIQ==");
        }
        town.run(
                "account set tevie --attribute radius:Framed-IP-Address=10.0.0.1"
                        + " --attribute radius:Framed-Route=192.0.2.0/25 --attribute radius:Framed-Route#2=192.0.2.128/25");
        town.run(
                "account add mail.only --customer c-1 --attribute radius=no --password-file "
                        + password);
        town.run("account add others --customer c-2 --password-file " + password);
        radius = FreeRadius.start(town);
    }

    @AfterAll
    static void stop() throws Exception {
        if (radius != null) {
            radius.close();
        }
        town.close();
    }

    @Test
    void acceptsWithTheAttributesOfAccountAndCustomer() throws Exception {
        Answer answer = radius.ask("tevie", PASSWORD);
        assertThat(answer.code()).as(radius.log()).isEqualTo(ACCEPT);
        assertThat(answer.items())
                .isEqualTo(
                        Map.of(
                                "Framed-IP-Address", "10.0.0.1",
                                "Framed-Route", "\"192.0.2.0/25\", \"192.0.2.128/25\"",
                                "Session-Timeout", "3600"));
        assertThat(radius.ask("motel", PASSWORD).items())
                .isEqualTo(
                        Map.of(
                                "Framed-IP-Address", "10.9.9.9",
                                "Session-Timeout", "3600"));
    }

    @Test
    void knowsNamesAsLogInDoes() throws Exception {
        assertThat(radius.ask("TeVie", PASSWORD).code()).isEqualTo(ACCEPT);
        Answer byAddress = radius.ask("Tevie@Cluster.Example", PASSWORD);
        assertThat(byAddress.code()).isEqualTo(ACCEPT);
        assertThat(byAddress.items()).containsEntry("User-Name", "\"tevie\"");
        assertThat(radius.ask("odd+name'$", PASSWORD).code()).isEqualTo(ACCEPT);
    }

    @Test
    void refusesWhoIsNobodyAndWhoMayNot() throws Exception {
        for (List<String> attempt :
                List.of(
                        List.of("tevie", "Tradition"),
                        List.of("tevie", PASSWORD + " "),
                        List.of("nobody", PASSWORD),
                        List.of("mail.only", PASSWORD),
                        List.of("others", PASSWORD),
                        List.of("' OR '1'='1", PASSWORD),
                        List.of("x'; DROP TABLE radius.nas; --", PASSWORD),
                        List.of("tevie\\", PASSWORD),
                        List.of("\\' OR 1=1 --", PASSWORD),
                        List.of("%{exec:/bin/true}", PASSWORD),
                        List.of("tévie", PASSWORD),
                        List.of("=27 OR 1=1", PASSWORD),
                        List.of("x".repeat(250), PASSWORD))) {
            Answer answer = radius.ask(attempt.getFirst(), attempt.getLast());
            assertThat(answer.code()).as(attempt + radius.log()).isEqualTo(REJECT);
            assertThat(answer.items()).isEmpty();
        }
        for (String octets :
                List.of("0xff", "0xc3", "0x7465766965ff27", "0x0127", "0x746576696500")) {
            assertThat(radius.ask("User-Name = " + octets + ", User-Password = x", 3, 10).code())
                    .as(octets)
                    .isEqualTo(REJECT);
        }
        assertThat(radius.ask("tevie", PASSWORD).code()).isEqualTo(ACCEPT);
        assertThat(town.sql("SELECT count(*) FROM radius.nas")).isEqualTo("1");
    }

    @Test
    void whatIsSuspendedIsRefusedAtOnceAndResumedAtOnce() throws Exception {
        town.run("domain add anatevka.example --customer c-2");
        town.run(
                "account add lazar@anatevka.example --customer c-1 --address lazar@anatevka.example"
                        + " --password-hash {SHA512-CRYPT}$6$fiddler$aMdvEjWC1ELWdyAW5OyQjmRCkI54g9nUkt6w8GmVfvg9jqdGQmzf0JRi7trmzBkXP3cYtvyZkE1o7IJWCsKMq1");
        for (String whose :
                List.of(
                        "account set lazar@anatevka.example",
                        "domain set anatevka.example",
                        "customer set c-2",
                        "customer set c-1")) {
            town.run(whose + " --suspend");
            Answer answer = radius.ask("lazar@anatevka.example", PASSWORD);
            assertThat(answer.code()).as(whose).isEqualTo(REJECT);
            assertThat(answer.items())
                    .isEqualTo(Map.of("Reply-Message", "\"This account is suspended.\""));
            assertThat(
                            town.sql(
                                    "SELECT count(*) FROM radius.radcheck WHERE username = 'lazar@anatevka.example'"
                                            + " AND attribute <> 'Auth-Type'"))
                    .isEqualTo("0");
            town.run(whose + " --resume");
            assertThat(radius.ask("lazar@anatevka.example", PASSWORD).code())
                    .as(whose)
                    .isEqualTo(ACCEPT);
        }
    }

    @Test
    void readsEveryKindOfHashThatItCan() throws Exception {
        town.run("account add hodel --customer c-1 --address hodel@cluster.example");
        for (String verifier : READABLE) {
            verifiers("hodel", verifier);
            assertThat(radius.ask("hodel", PASSWORD).code())
                    .as(verifier + radius.log())
                    .isEqualTo(ACCEPT);
            assertThat(radius.ask("hodel", "other").code()).as(verifier).isEqualTo(REJECT);
        }
        String argon2id =
                town.sql(
                        "SELECT verifier FROM account_verifier WHERE login = 'others' AND position = 0");
        verifiers("hodel", argon2id);
        assertThat(radius.ask("hodel", PASSWORD).code()).isEqualTo(REJECT);
        verifiers("hodel", argon2id, "{SSHA}nrylv3vKU+L3/fFdm313KL7ZWI9maWRkbGVyIQ==");
        assertThat(radius.ask("hodel", PASSWORD).code()).isEqualTo(ACCEPT);
    }

    @Test
    void newPasswordsHaveAHashForItWhereThatIsAskedFor() throws Exception {
        Path password = Files.writeString(folder.resolve("new"), PASSWORD);
        town.run(
                "account add shprintze --customer c-1 --address shprintze@cluster.example --password-file "
                        + password);
        assertThat(radius.ask("shprintze", PASSWORD).code()).isEqualTo(REJECT);
        town.configureAlso("passwords: {crypt: true}\n");
        town.run("account set shprintze --password-file " + password);
        assertThat(radius.ask("shprintze", PASSWORD).code()).isEqualTo(ACCEPT);
    }

    @Test
    void nothingInTheDirectoryIsRunOrExpanded() throws Exception {
        town.run("account add chava --customer c-1 --address chava@cluster.example");
        Path proof = folder.resolve("proof");
        for (String word :
                List.of(
                        "`%{exec:/usr/bin/touch " + proof + "}`",
                        "\"x\"",
                        "'x'",
                        "`x`",
                        "a\\nb",
                        "%{User-Name}",
                        "\\")) {
            verifiers("chava", "{PLAIN}" + word.replace(" ", ""));
            town.sql(
                    "INSERT INTO account_attribute VALUES ('chava', 'radius:Reply-Message', $q$%s$q$)"
                            .formatted(word));
            Answer answer = radius.ask("chava", word.replace(" ", ""));
            assertThat(answer.code()).as(word + radius.log()).isEqualTo(ACCEPT);
            String printed = answer.items().getOrDefault("Reply-Message", "none");
            assertThat(printed.substring(1, printed.length() - 1).replaceAll("\\\\(.)", "$1"))
                    .isEqualTo(word);
            town.sql(
                    "DELETE FROM account_attribute WHERE login = 'chava' AND name = 'radius:Reply-Message'");
        }
        assertThat(proof).doesNotExist();
    }

    @Test
    void anItemThatNoDictionaryKnowsRefusesItsAccountOnly() throws Exception {
        town.run(
                "account add bielke --customer c-1 --address bielke@cluster.example --attribute radius:Framed-IP-Adress=10.0.0.1"
                        + " --password-hash {PLAIN}tradition");
        assertThat(radius.ask("bielke", PASSWORD).code()).isEqualTo(REJECT);
        assertThat(radius.ask("tevie", PASSWORD).code()).isEqualTo(ACCEPT);
    }

    @Test
    void itsRoleSeesItsViewsOnly() throws Exception {
        assertThat(asRadius("SELECT count(*) FROM radcheck WHERE username = 'tevie'"))
                .isEqualTo("1");
        town.mayNot(
                "radius",
                "SELECT * FROM public.account_verifier",
                "SELECT * FROM public.account",
                "SELECT * FROM radius.subscriber",
                "SELECT * FROM neighbour.login",
                "INSERT INTO radius.nas (nasname, shortname, secret) VALUES ('x', 'x', 'x')",
                "DELETE FROM radius.radgroupreply",
                "SELECT public.directory_begin()",
                "CREATE TEMPORARY TABLE mine (x TEXT)",
                "CREATE TABLE radius.mine (x TEXT)");
        assertThat(
                        asRadius(
                                "SELECT count(*) FROM radcheck WHERE username IN ('others', 'mail.only')"))
                .isEqualTo("0");
    }

    private static String asRadius(String statements) throws IOException {
        return town.sql(
                "SET SESSION AUTHORIZATION radius; SET search_path = radius; " + statements);
    }

    @Test
    void whileTheDatabaseIsAwayNobodyIsToldNo() throws Exception {
        town.server().kill();
        assertThat(radius.ask("User-Name = tevie, User-Password = " + PASSWORD, 1, 3).code())
                .isEqualTo("nothing");
        town.server().restart();
        Await.until("it is asked again", SOON, () -> isAccepted("tevie"));
    }

    private static boolean isAccepted(String name) {
        try {
            return radius.ask("User-Name = " + name + ", User-Password = " + PASSWORD, 1, 3)
                    .code()
                    .equals(ACCEPT);
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void verifiers(String login, String... verifiers) throws IOException {
        StringBuilder statements =
                new StringBuilder("DELETE FROM account_verifier WHERE login = '" + login + "';");
        for (int position = 0; position < verifiers.length; position++) {
            statements.append(
                    "INSERT INTO account_verifier VALUES ('%s', %d, $q$%s$q$);"
                            .formatted(login, position, verifiers[position]));
        }
        town.sql(statements.toString());
    }
}

package mailstead.directory.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import mailstead.directory.neighbour.AccountFormat.Line;
import mailstead.directory.neighbour.AccountFormat.Written;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines as the other programs' own documents and tools write them. */
final class AccountFormatTest {

    private static final String SHA512 = "$6$saltsalt$" + "h".repeat(86);
    private static final String ARGON = "{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";
    private static final Set<MailService> ALL = EnumSet.allOf(MailService.class);
    private static final Quota GIB = new Quota(OptionalLong.of(1L << 30), OptionalLong.empty());

    private static ForeignAccount account(
            String name,
            List<String> verifiers,
            @Nullable Owner owner,
            @Nullable String home,
            @Nullable String maildir) {
        return new ForeignAccount(
                name,
                verifiers,
                Optional.ofNullable(owner),
                Optional.ofNullable(home),
                Optional.ofNullable(maildir),
                Quota.NONE,
                Status.ACTIVE,
                ALL);
    }

    private static ForeignAccount read(AccountFormat format, String line) {
        Line read = format.read(line);
        assertThat(read).as(line).isInstanceOf(Line.Account.class);
        return ((Line.Account) read).account();
    }

    @Test
    void dovecotsPasswdFile() {
        AccountFormat format = new DovecotPasswdFile();
        assertThat(read(format, "tevie:{PLAIN}milk::::::"))
                .isEqualTo(account("tevie", List.of("{PLAIN}milk"), null, null, null));
        assertThat(
                        read(
                                format,
                                "tevie@a.example:"
                                        + SHA512
                                        + ":2001:2001:Tevie:/mail1/12/34/tevie"))
                .isEqualTo(
                        account(
                                "tevie@a.example",
                                List.of("{CRYPT}" + SHA512),
                                new Owner(2001, 2001),
                                "/mail1/12/34/tevie",
                                null));
        ForeignAccount full =
                read(
                        format,
                        "t:{SSHA512}abc=:5:6::/home/t/::userdb_mail=maildir:~/Maildir:LAYOUT=fs"
                                + " userdb_quota_rule=*:storage=1G:messages=100 nologin=y");
        assertThat(full.maildir()).contains("/home/t/Maildir");
        assertThat(full.quota())
                .isEqualTo(new Quota(OptionalLong.of(1L << 30), OptionalLong.of(100)));
        assertThat(full.status()).isEqualTo(Status.SUSPENDED);
        assertThat(
                        read(format, "t:{PLAIN}x:::::: userdb_quota_rule=*:storage=100")
                                .quota()
                                .octetsMax())
                .hasValue(102_400);
        assertThat(read(format, "t:{PLAIN}x::::::userdb_quota_rule=*:bytes=0").quota())
                .isEqualTo(Quota.NONE);
        assertThat(read(format, "root:{PLAIN}x:0:0::/root").owner()).isEmpty();
        assertThat(format.read("# comment")).isEqualTo(new Line.Empty());
        assertThat(format.read("")).isEqualTo(new Line.Empty());
        for (String bad :
                List.of(
                        "tevie",
                        ":{PLAIN}x",
                        "tevie:in the clear",
                        "t:{PLAIN}x::::::userdb_quota_rule=Trash:storage=1G",
                        "t:{PLAIN}x::::::userdb_quota_rule=*:storage=99999999999999T")) {
            assertThat(format.read(bad)).as(bad).isInstanceOf(Line.Unreadable.class);
        }
    }

    @Test
    void passwdAndShadow() {
        Map<String, String> shadow =
                ShadowFile.read(
                        Stream.of(
                                "tevie:" + SHA512 + ":19000:0:99999:7:::",
                                "golde:!" + SHA512 + ":19000:0:99999:7:::",
                                "nobody:*:19000:0:99999:7:::",
                                "not a line"));
        AccountFormat format = new PasswdFile(shadow);
        assertThat(read(format, "tevie:x:2001:2001:Tevie,,,:/home/tevie:/bin/bash"))
                .isEqualTo(
                        account(
                                "tevie",
                                List.of("{CRYPT}" + SHA512),
                                new Owner(2001, 2001),
                                "/home/tevie",
                                null));
        ForeignAccount locked = read(format, "golde:x:2002:2002::/home/golde:/bin/sh");
        assertThat(locked.status()).isEqualTo(Status.SUSPENDED);
        assertThat(locked.verifiers()).containsExactly("{CRYPT}" + SHA512);
        assertThat(read(format, "nobody:x:65534:65534:::").verifiers()).isEmpty();
        assertThat(read(format, "unknown:x:7:7:::").verifiers()).isEmpty();
        assertThat(read(format, "old:abcdefghijklm:7:7:::").verifiers())
                .containsExactly("{CRYPT}abcdefghijklm");
        for (String bad : List.of("a:b", "a:x:u:1:::", ":x:1:1:::", "a:x:1:1::::")) {
            assertThat(format.read(bad)).as(bad).isInstanceOf(Line.Unreadable.class);
        }
    }

    @Test
    void couriersUserdb() {
        AccountFormat format = new CourierUserdb();
        ForeignAccount full =
                read(
                        format,
                        "tevie@a.example\tuid=2001|gid=2001|home=/mail1/12/34/tevie|mail=./Maildir/"
                                + "|shell=/bin/sh|systempw="
                                + SHA512
                                + "|quota=1073741824S,500C");
        assertThat(full)
                .isEqualTo(
                        new ForeignAccount(
                                "tevie@a.example",
                                List.of("{CRYPT}" + SHA512),
                                Optional.of(new Owner(2001, 2001)),
                                Optional.of("/mail1/12/34/tevie"),
                                Optional.of("/mail1/12/34/tevie/Maildir"),
                                new Quota(OptionalLong.of(1L << 30), OptionalLong.of(500)),
                                Status.ACTIVE,
                                ALL));
        assertThat(read(format, "t\timappw={MD5}X03MO1qnZdYdgyfeuILPmQ==").verifiers())
                .containsExactly("{LDAP-MD5}X03MO1qnZdYdgyfeuILPmQ==");
        assertThat(read(format, "t\tmail=/x/y/").maildir()).contains("/x/y");
        for (String bad : List.of("tevie", "\tuid=1", "t\tsystempw=clear", "t\tquota=lots")) {
            assertThat(format.read(bad)).as(bad).isInstanceOf(Line.Unreadable.class);
        }
    }

    @Test
    void vpopmailsVpasswd() {
        AccountFormat format = new VpopmailPasswd("a.example");
        ForeignAccount full =
                read(
                        format,
                        "tevie:$1$abcdefgh$"
                                + "h".repeat(22)
                                + ":1:10:Tevie:/home/vpopmail/domains/a.example/tevie:10485760S,1000C:milk");
        assertThat(full.name()).isEqualTo("tevie@a.example");
        assertThat(full.services())
                .doesNotContain(MailService.POP3, MailService.IMAP)
                .contains(MailService.WEBMAIL, MailService.DELIVERY);
        assertThat(full.quota())
                .isEqualTo(new Quota(OptionalLong.of(10_485_760), OptionalLong.of(1000)));
        assertThat(full.verifiers()).containsExactly("{CRYPT}$1$abcdefgh$" + "h".repeat(22));
        assertThat(read(format, "t:*:1:0::/v/t:NOQUOTA").quota()).isEqualTo(Quota.NONE);
        for (String bad :
                List.of("t:x:1:0::/v/t", "t::1:no::/v:NOQUOTA", "t:clear:1:0::/v:NOQUOTA")) {
            assertThat(format.read(bad)).as(bad).isInstanceOf(Line.Unreadable.class);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        ForeignAccount tevie =
                new ForeignAccount(
                        "tevie@a.example",
                        List.of("{CRYPT}" + SHA512),
                        Optional.of(new Owner(2001, 2001)),
                        Optional.of("/mail1/12/34/tevie"),
                        Optional.of("/mail1/12/34/tevie"),
                        GIB,
                        Status.ACTIVE,
                        ALL);
        for (AccountFormat format : List.of(new DovecotPasswdFile(), new CourierUserdb())) {
            Written written = format.write(tevie);
            assertThat(written.lost()).isEmpty();
            assertThat(read(format, written.line())).isEqualTo(tevie);
        }
        Written vpopmail = new VpopmailPasswd("a.example").write(tevie);
        assertThat(vpopmail.line())
                .isEqualTo("tevie:" + SHA512 + ":1:0::/mail1/12/34/tevie:1073741824S");
        Written passwd = new PasswdFile(Map.of()).write(tevie);
        assertThat(passwd.line())
                .isEqualTo("tevie@a.example:x:2001:2001::/mail1/12/34/tevie:/usr/sbin/nologin");
        assertThat(passwd.lost()).containsExactly("quota");
        assertThat(ShadowFile.write(tevie).line())
                .isEqualTo("tevie@a.example:" + SHA512 + "::0:99999:7:::");
    }

    @Test
    void whatCannotBeSaidIsNamed() {
        ForeignAccount argon = account("t", List.of(ARGON), null, "/a:b", "/a|b");
        assertThat(new DovecotPasswdFile().write(argon).line()).startsWith("t:" + ARGON + ":");
        assertThat(new DovecotPasswdFile().write(argon).lost()).hasSize(1);
        assertThat(new CourierUserdb().write(argon).lost()).hasSize(3);
        assertThat(new VpopmailPasswd("a.example").write(argon).lost()).hasSize(2);
        assertThat(ShadowFile.write(argon).line()).isEqualTo("t:*::0:99999:7:::");
        assertThat(ShadowFile.write(argon).lost()).hasSize(1);
    }

    @Test
    void noLineMakesAReaderThrow() {
        List<AccountFormat> formats =
                List.of(
                        new DovecotPasswdFile(),
                        new PasswdFile(Map.of()),
                        new CourierUserdb(),
                        new VpopmailPasswd("a.example"));
        SplittableRandom random = new SplittableRandom(3);
        String letters = "a:|\t={}$*!/~%,.0159SC \u00e9";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                line.append(letters.charAt(random.nextInt(letters.length())));
            }
            for (AccountFormat format : formats) {
                assertThat(format.read(line.toString())).isNotNull();
            }
        }
    }
}

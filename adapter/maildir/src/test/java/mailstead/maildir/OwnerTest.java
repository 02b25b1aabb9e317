package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.fs.FileOwner;
import mailstead.fs.FileSystem;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.OwnerSwitch;
import mailstead.fs.VolumeRefusal;
import mailstead.mail.MailException;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.Account;
import mailstead.spi.AccountFolders;
import mailstead.spi.FolderGone;
import mailstead.spi.Home;
import mailstead.spi.MailFolder;
import mailstead.spi.MailStore;
import mailstead.spi.Maildrop;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.testkit.contract.MailStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that belong to the accounts themselves, with real second uids. */
class OwnerTest {

    private static final FileOwner SERVICE = new FileOwner(2000, 2000);
    private static final byte[] MESSAGE =
            "hello\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @TempDir Path top;

    private final LinuxFileSystem files = new LinuxFileSystem();

    @BeforeEach
    void requireRoot() throws IOException {
        assumeTrue(
                OwnerSwitch.processOwner().uid() == 0, "left out: only root may act as other uids");
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-xr-x"));
        files.chown(top.toString(), SERVICE);
    }

    @Test
    void filesBelongToTheAccountAndFoldersOnTheWayToTheService() throws Exception {
        try (StoreFixture fixture = new StoreFixture(files, top.toString())) {
            Account own = account("tevie", Optional.of(new Owner(2001, 2001)));
            Account service = account("golde", Optional.empty());
            for (Account account : List.of(own, service, own)) {
                assertThat(deliver(fixture, account)).isInstanceOf(MailStore.Result.Stored.class);
            }
            assertOwned("12", SERVICE, 0711);
            assertOwned("12/34", SERVICE, 0711);
            assertOwned("12/34/golde", SERVICE, 0700);
            FileOwner tevie = new FileOwner(2001, 2001);
            for (String folder : List.of("", "/tmp", "/new", "/cur")) {
                assertOwned("12/34/tevie" + folder, tevie, 0700);
            }
            for (String name : new java.io.File(top + "/12/34/tevie/new").list()) {
                assertOwned("12/34/tevie/new/" + name, tevie, 0600);
            }
            Maildrop drop = fixture.store().open(own);
            assertThat(drop.entries()).hasSize(2);
            drop.read(drop.entries().getFirst());
            drop.remove(drop.entries());
            assertThat(fixture.store().open(own).entries()).isEmpty();
            assertThat(fixture.volume().threads().call(OwnerSwitch::processOwner))
                    .isEqualTo(new FileOwner(0, 0));
        }
    }

    @Test
    void foldersAndTheirLogsBelongToTheAccount() throws Exception {
        try (StoreFixture fixture = new StoreFixture(files, top.toString())) {
            Account own = account("tevie", Optional.of(new Owner(2001, 2001)));
            Account friend = account("golde", Optional.of(new Owner(2002, 2002)));
            deliver(fixture, own);
            AccountFolders folders = fixture.store().folders().of(own);
            folders.request(new TreeRequest.Create("Work", Set.of()));
            MailFolder inbox = folder(fixture, own, "INBOX");
            inbox.refresh(Duration.ZERO);
            inbox.copy(NumberSet.of(1), folder(fixture, own, "Work"));
            MailFolder.Copied copied =
                    inbox.copy(NumberSet.of(1), folder(fixture, friend, "INBOX"));
            assertThat(Folders.read(folder(fixture, friend, "INBOX"), copied.copies().getFirst()))
                    .isEqualTo(MESSAGE);
            inbox.watch(() -> {}).close();
            fixture.awaitRest();
            assertAllOwned("12/34/tevie", new FileOwner(2001, 2001));
            assertAllOwned("12/34/golde", new FileOwner(2002, 2002));
        }
    }

    private static MailFolder folder(StoreFixture fixture, Account account, String name)
            throws MailException, FolderGone {
        AccountFolders folders = fixture.store().folders().of(account);
        return folders.folder(folders.tree().folder(name).orElseThrow().mailboxId());
    }

    private void assertAllOwned(String home, FileOwner owner) throws IOException {
        try (Stream<Path> all = Files.walk(top.resolve(home))) {
            for (Path path : all.toList()) {
                assertThat(files.stat(path.toString()).owner()).as("%s", path).isEqualTo(owner);
            }
        }
    }

    @Test
    void underRootSquashTheAccountMakesItsOwnHome() throws Exception {
        // A file system on which root may do nothing: as root, giving away fails.
        FileSystem squashed = RootSquashed.over(files);
        try (StoreFixture fixture = new StoreFixture(files, top.toString())) {
            assertThat(fixture.events()).isEmpty();
        }
        try (StoreFixture fixture =
                new StoreFixture(
                        squashed,
                        List.of(new mailstead.spi.Volume("v1", top.toString(), "id-1", 1)),
                        StoreFixture.LIMITS)) {
            Account own = account("tevie", Optional.of(new Owner(2001, 2001)));
            assertThat(deliver(fixture, own)).isInstanceOf(MailStore.Result.Stored.class);
            assertOwned("12/34", SERVICE, 01733);
            assertOwned("12/34/tevie", new FileOwner(2001, 2001), 0700);
        }
    }

    @Test
    void aFailedSwitchDoesNothing() throws Exception {
        Path target = top.resolve("never");
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxrwxrwx"));
        String launcher = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid=2003",
                                "--regid=2003",
                                "--clear-groups",
                                launcher,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SwitchAttempt.class.getName(),
                                target.toString())
                        .redirectErrorStream(true)
                        .start();
        String output =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        assumeTrue(
                output.contains("switch "),
                "left out: another uid cannot start this Java: " + output);
        assertThat(output).contains("switch refused");
        assertThat(target).doesNotExist();
    }

    /** Run by a process without privileges. */
    static final class SwitchAttempt {
        public static void main(String[] arguments) throws IOException {
            try {
                OwnerSwitch.as(
                        new FileOwner(2001, 2001),
                        () -> {
                            new LinuxFileSystem().create(arguments[0], 0600).close();
                            return arguments;
                        });
                System.out.println("switch done");
            } catch (VolumeRefusal e) {
                System.out.println("switch refused");
            }
        }
    }

    @Test
    void idsAreRestoredAfterFailuresAndWhenNested() throws Exception {
        FileOwner one = new FileOwner(2001, 2001);
        FileOwner two = new FileOwner(2002, 2002);
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() ->
                        OwnerSwitch.as(
                                one,
                                () -> {
                                    files.create(top + "/a", 0600).close();
                                    OwnerSwitch.as(
                                            two,
                                            () -> {
                                                files.create(top + "/b", 0600).close();
                                                return two;
                                            });
                                    files.create(top + "/c", 0600).close();
                                    throw new IOException("on purpose");
                                }))
                .hasMessage("on purpose");
        files.create(top + "/d", 0600).close();
        assertOwned("a", one, 0600);
        assertOwned("b", two, 0600);
        assertOwned("c", one, 0600);
        assertOwned("d", new FileOwner(0, 0), 0600);
    }

    private void assertOwned(String path, FileOwner owner, int mode) throws IOException {
        var stat = files.stat(top + "/" + path);
        assertThat(stat.owner()).as(path).isEqualTo(owner);
        assertThat(Integer.toOctalString(stat.mode()))
                .as(path)
                .isEqualTo(Integer.toOctalString(mode));
    }

    private static MailStore.Result deliver(StoreFixture fixture, Account account) {
        return fixture.store()
                .deliver(
                        List.of(new MailStore.Drop(account, new byte[0])),
                        MailStoreContract.content(MESSAGE),
                        MailStore.Mode.ALL)
                .getFirst();
    }

    private static Account account(String login, Optional<Owner> owner) {
        return new Account(
                login,
                "customer-1",
                List.of(),
                List.of(),
                new Home("v1", "12/34/" + login),
                owner,
                Quota.NONE,
                Set.of(),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }
}

package mailstead.service.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mailstead.service.mailbox.World.done;
import static mailstead.service.mailbox.World.refusal;
import static mailstead.service.mailbox.World.rights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.Rights;
import mailstead.mail.folder.TreeRequest;
import mailstead.spi.Account;
import mailstead.spi.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of other users. */
class SharingTest {

    private final World world;
    private final UserMailboxes tevie;
    private final UserMailboxes golde;

    SharingTest() throws Exception {
        world = new World();
        tevie = world.user("tevie");
        golde = world.user("golde");
        done(golde.create("Kitchen/Soup", Set.of()));
    }

    private List<String> teviesNames(String... prefixes) throws MailException {
        return tevie.list(List.of(prefixes)).stream().map(FolderEntry::name).toList();
    }

    @Test
    void whatIsSharedAppearsBelowTheOwnersName() throws Exception {
        assertThat(teviesNames()).containsExactly("INBOX");
        world.share("golde", "Kitchen/Soup", "tevie", "lr");
        assertThat(teviesNames())
                .containsExactly(
                        "INBOX",
                        "Other Users",
                        "Other Users/golde",
                        "Other Users/golde/Kitchen",
                        "Other Users/golde/Kitchen/Soup");
        FolderEntry soup = tevie.find("Other Users/golde/Kitchen/Soup").orElseThrow();
        assertThat(soup.rights()).hasToString("lr");
        // "x" of RFC 4314 section 4: a folder above that may not be looked up does not exist.
        assertThat(tevie.list(List.of("Other Users/golde/K")).getFirst().kind())
                .isEqualTo(FolderEntry.Kind.PARENT);
        assertThat(teviesNames("INBOX")).containsExactly("INBOX");
        assertThat(done(tevie.myRights("Other Users/golde/Kitchen/Soup"))).hasToString("lr");
        assertThat(refusal(tevie.myRights("Other Users/golde/Kitchen")))
                .contains(Refusal.NO_SUCH_FOLDER);
    }

    @Test
    void whatIsTakenBackDisappears() throws Exception {
        world.share("golde", "Kitchen/Soup", "tevie", "lrs");
        world.share("golde", "INBOX", "tevie", "lr");
        OpenFolder soup = world.open("tevie", "Other Users/golde/Kitchen/Soup");
        assertThat(golde.grant("Kitchen/Soup", "tevie", Change.Mode.REMOVE, rights("s"))).isEmpty();
        assertThat(soup.rights()).hasToString("lrs");
        World.state(soup);
        assertThat(soup.rights()).hasToString("lr");
        world.share("golde", "Kitchen/Soup", "tevie", "");
        assertThat(catchThrowableOfType(MailException.class, () -> World.state(soup)).reason())
                .isEqualTo(Reason.FOLDER_GONE);
        assertThat(teviesNames())
                .containsExactly(
                        "INBOX", "Other Users", "Other Users/golde", "Other Users/golde/INBOX");
        world.share("golde", "INBOX", "tevie", "");
        assertThat(teviesNames()).containsExactly("INBOX");
        assertThat(teviesPeers()).isEmpty();
    }

    private Set<String> teviesPeers() throws MailException {
        var folders = world.folders.of(world.directory.account("tevie").orElseThrow());
        return folders.tree().peers();
    }

    @Test
    void whoSharesNothingAnyMoreIsNoPeer() throws Exception {
        world.share("golde", "Kitchen", "tevie", "lr");
        world.share("golde", "Kitchen/Soup", "tevie", "lr");
        assertThat(golde.delete("Kitchen/Soup")).isEmpty();
        assertThat(teviesPeers()).containsExactly("golde");
        assertThat(golde.delete("Kitchen")).isEmpty();
        assertThat(teviesPeers()).isEmpty();
    }

    @Test
    void sayingItAgainMendsWhatWasLost() throws Exception {
        world.share("golde", "INBOX", "tevie", "lr");
        var folders = world.folders.of(world.directory.account("tevie").orElseThrow());
        folders.request(new TreeRequest.NotePeer("golde", false));
        assertThat(teviesNames()).containsExactly("INBOX");
        world.share("golde", "INBOX", "tevie", "lr");
        assertThat(teviesNames()).contains("Other Users/golde/INBOX");
    }

    @Test
    void whoCannotBeToldIsGrantedNothing() throws Exception {
        world.server.down(World.GOLDES_VOLUME, true);
        MailException failure =
                catchThrowableOfType(
                        MailException.class, () -> world.share("tevie", "INBOX", "golde", "lr"));
        assertThat(failure.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE);
        assertThat(done(tevie.accessList("INBOX"))).containsOnlyKeys("tevie");
    }

    @Test
    void logins() throws Exception {
        world.share("lazar/wolf", "INBOX", "tevie", "lr");
        assertThat(teviesNames()).contains("Other Users/lazar=2Fwolf/INBOX");
        assertThat(World.state(world.open("tevie", "Other Users/lazar=2Fwolf/INBOX")).size())
                .isZero();
        for (String wrong :
                List.of(
                        "Other Users/lazar=2fwolf/INBOX",
                        "Other Users/lazar/wolf/INBOX",
                        "Other Users/GOLDE/INBOX",
                        "Other Users/tevie/INBOX",
                        "Other Users/nobody/INBOX",
                        "Other Users/=/INBOX",
                        "Other Users//INBOX",
                        "Other Users/golde/",
                        "Other Users/golde",
                        "Other Users")) {
            assertThat(refusal(tevie.open(wrong, Right.READ)))
                    .as(wrong)
                    .contains(Refusal.NO_SUCH_FOLDER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    '', '', '', '', NO_SUCH_FOLDER
                    lr, '', '', '', DONE
                    l, '', '', '', NO_PERMISSION
                    '', lr, '', '', DONE
                    l, r, '', '', DONE
                    lr, '', r, '', NO_PERMISSION
                    lr, '', '', lr, NO_SUCH_FOLDER
                    lr, lr, '', r, NO_PERMISSION
                    p, '', '', '', NO_SUCH_FOLDER
                    swte, '', '', '', NO_SUCH_FOLDER
                    k, '', '', '', NO_PERMISSION
                    """)
    void rightsAddUpAndNegativeOnesWin(
            String mine, String anyones, String notMine, String notAnyones, String result)
            throws Exception {
        world.share("golde", "INBOX", "tevie", mine);
        world.share("golde", "INBOX", "anyone", anyones);
        world.share("golde", "INBOX", "-tevie", notMine);
        world.share("golde", "INBOX", "-anyone", notAnyones);
        assertThat(
                        refusal(tevie.open("Other Users/golde/INBOX", Right.READ))
                                .map(Refusal::name)
                                .orElse("DONE"))
                .isEqualTo(result);
    }

    @Test
    void whatAnyoneMayIsListedWhereItIsAskedFor() throws Exception {
        world.share("golde", "INBOX", "anyone", "lr");
        assertThat(teviesNames()).containsExactly("INBOX");
        assertThat(teviesNames("Other Users/golde/")).containsExactly("Other Users/golde/INBOX");
        assertThat(tevie.find("Other Users/golde/INBOX")).isPresent();
    }

    @Test
    void accessListsAreForAdministrators() throws Exception {
        world.share("golde", "INBOX", "tevie", "lr");
        String name = "Other Users/golde/INBOX";
        assertThat(refusal(tevie.accessList(name))).contains(Refusal.NO_PERMISSION);
        assertThat(tevie.grant(name, "tevie", Change.Mode.ADD, Rights.ALL))
                .contains(Refusal.NO_PERMISSION);
        assertThat(refusal(tevie.fixedRights(name, "tevie"))).contains(Refusal.NO_PERMISSION);
        assertThat(golde.grant("INBOX", "tevie", Change.Mode.ADD, rights("a"))).isEmpty();
        assertThat(done(tevie.accessList(name)))
                .isEqualTo(Map.of("golde", Rights.ALL, "tevie", rights("lra")));
        assertThat(done(tevie.fixedRights(name, "golde"))).isEqualTo(Rights.ALL);
        assertThat(done(tevie.fixedRights(name, "tevie"))).isEqualTo(Rights.NONE);
        assertThat(done(tevie.fixedRights(name, "anyone"))).isEqualTo(Rights.NONE);
    }

    @Test
    void theOwnerHasAllAlways() throws Exception {
        assertThat(golde.grant("INBOX", "golde", Change.Mode.REPLACE, rights("lr")))
                .contains(Refusal.OWNER_HAS_ALL);
        assertThat(golde.grant("INBOX", "-golde", Change.Mode.ADD, rights("r")))
                .contains(Refusal.OWNER_HAS_ALL);
        assertThat(golde.grant("INBOX", "golde", Change.Mode.ADD, rights("lr"))).isEmpty();
        world.share("golde", "INBOX", "tevie", "lra");
        assertThat(tevie.grant("Other Users/golde/INBOX", "golde", Change.Mode.REMOVE, Rights.ALL))
                .contains(Refusal.OWNER_HAS_ALL);
    }

    @Test
    void identifiersAreAccountsThatExistOrDid() throws Exception {
        assertThat(golde.grant("INBOX", "nobody", Change.Mode.ADD, rights("l")))
                .contains(Refusal.NO_SUCH_USER);
        assertThat(golde.grant("INBOX", "", Change.Mode.ADD, rights("l")))
                .contains(Refusal.NO_SUCH_USER);
        world.directory.addUser("perchik", List.of(), "perchik@cluster.example");
        world.share("golde", "INBOX", "Perchik@Cluster.example", "l");
        assertThat(done(golde.accessList("INBOX"))).containsKey("perchik");
        world.directory.removeAccount("perchik");
        world.share("golde", "INBOX", "perchik", "");
        assertThat(done(golde.accessList("INBOX"))).containsOnlyKeys("golde");
    }

    @Test
    void anAccountWhoseStorageIsAwayHurtsNobodyElse() throws Exception {
        world.share("golde", "INBOX", "tevie", "lr");
        world.server.down(World.GOLDES_VOLUME, true);
        assertThat(teviesNames()).containsExactly("INBOX", "Other Users", "Other Users/golde");
        MailException failure =
                catchThrowableOfType(
                        MailException.class,
                        () -> tevie.open("Other Users/golde/INBOX", Right.READ));
        assertThat(failure.reason()).isEqualTo(Reason.STORAGE_UNAVAILABLE);
    }

    @Test
    void aSuspendedAccountsFoldersRest() throws Exception {
        world.share("golde", "INBOX", "tevie", "lr");
        Account account = world.directory.account("golde").orElseThrow();
        world.directory.setAccount(
                new Account(
                        account.login(),
                        account.customerId(),
                        account.addresses(),
                        account.verifiers(),
                        account.home(),
                        account.owner(),
                        account.quota(),
                        account.services(),
                        Status.SUSPENDED,
                        Status.SUSPENDED,
                        account.attributes()));
        assertThat(
                        catchThrowableOfType(
                                        MailException.class,
                                        () -> tevie.open("Other Users/golde/INBOX", Right.READ))
                                .reason())
                .isEqualTo(Reason.MAILBOX_SUSPENDED);
        assertThat(teviesNames()).contains("Other Users/golde");
    }

    @Test
    void foldersAreMadeAndRemovedByThoseWhoMay() throws Exception {
        world.share("golde", "Kitchen", "tevie", "lrkx");
        String kitchen = "Other Users/golde/Kitchen";
        done(tevie.create(kitchen + "/Bread", Set.of()));
        assertThat(done(golde.accessList("Kitchen/Bread"))).containsKey("tevie");
        assertThat(tevie.rename(kitchen + "/Bread", kitchen + "/Cake")).isEmpty();
        assertThat(tevie.rename(kitchen + "/Cake", "Cake")).contains(Refusal.OTHER_ACCOUNT);
        assertThat(tevie.rename(kitchen + "/Soup", kitchen + "/Stew"))
                .contains(Refusal.NO_SUCH_FOLDER);
        assertThat(tevie.delete(kitchen + "/Cake")).isEmpty();
        assertThat(refusal(tevie.create("Other Users/golde/New", Set.of())))
                .contains(Refusal.NO_PERMISSION);
        world.share("golde", "Kitchen", "tevie", "lr");
        assertThat(refusal(tevie.create(kitchen + "/Bread", Set.of())))
                .contains(Refusal.NO_PERMISSION);
        assertThat(tevie.delete(kitchen)).contains(Refusal.NO_PERMISSION);
        world.share("golde", "Kitchen", "tevie", "");
        assertThat(refusal(tevie.create(kitchen + "/Bread", Set.of())))
                .contains(Refusal.NO_SUCH_FOLDER);
    }

    @Test
    void copiesBringNoFlagsThatCouldNotBeSet() throws Exception {
        OpenFolder inbox = world.open("tevie", "INBOX");
        Flags all =
                Flags.of(Flags.System.SEEN, Flags.System.DELETED, Flags.System.DRAFT)
                        .plus(Flags.ofKeywords("$Forwarded"));
        World.append(inbox, "one", all);
        world.share("golde", "INBOX", "tevie", "lis");
        String name = "Other Users/golde/INBOX";
        OpenFolder target = done(tevie.open(name, Right.INSERT));
        done(inbox.copy(NumberSet.of(1), target, Progress.IGNORED));
        World.append(target, "two", all);
        assertThat(World.flags(world.open("golde", "INBOX")))
                .containsExactly("1 \\Seen", "2 \\Seen");
        assertThat(refusal(tevie.open(name, Right.READ))).contains(Refusal.NO_PERMISSION);
        world.share("golde", "INBOX", "tevie", "lr");
        assertThat(refusal(inbox.copy(NumberSet.of(1), target, Progress.IGNORED)))
                .contains(Refusal.NO_PERMISSION);
        assertThat(refusal(target.append(List.of(World.message(target, "x", Flags.NONE)))))
                .contains(Refusal.NO_PERMISSION);
        OpenFolder source = world.open("tevie", name);
        assertThat(done(source.copy(NumberSet.of(1), inbox, Progress.IGNORED)).copies()).hasSize(1);
        assertThat(refusal(source.move(NumberSet.of(1), inbox, Progress.IGNORED)))
                .contains(Refusal.NO_PERMISSION);
        assertThat(refusal(source.replace(1, World.message(inbox, "x", Flags.NONE), inbox)))
                .contains(Refusal.NO_PERMISSION);
        world.share("golde", "INBOX", "tevie", "");
        assertThat(refusal(inbox.copy(NumberSet.of(1), target, Progress.IGNORED)))
                .contains(Refusal.NO_SUCH_FOLDER);
    }

    @Test
    void privateAnnotationsAreEachOnesOwn() throws Exception {
        world.share("golde", "Kitchen", "tevie", "lr");
        Optional<String> theirs = Optional.of("Other Users/golde/Kitchen");
        assertThat(tevie.annotate(theirs, Map.of("/private/comment", value("his")))).isEmpty();
        assertThat(tevie.annotate(theirs, Map.of("/shared/comment", value("his"))))
                .contains(Refusal.NO_PERMISSION);
        assertThat(
                        golde.annotate(
                                Optional.of("Kitchen"),
                                Map.of(
                                        "/private/comment", value("hers"),
                                        "/shared/comment", value("for all"))))
                .isEmpty();
        assertThat(golde.rename("Kitchen", "Cellar")).isEmpty();
        Map<String, byte[]> his = done(tevie.annotations(Optional.of("Other Users/golde/Cellar")));
        assertThat(new String(his.get("/private/comment"), UTF_8)).isEqualTo("his");
        assertThat(new String(his.get("/shared/comment"), UTF_8)).isEqualTo("for all");
        assertThat(done(tevie.annotations(Optional.empty()))).isEmpty();
        world.share("golde", "Cellar", "tevie", "l");
        assertThat(refusal(tevie.annotations(Optional.of("Other Users/golde/Cellar"))))
                .contains(Refusal.NO_PERMISSION);
    }

    @Test
    void quotaOfAnothersFolderIsTheOwners() throws Exception {
        world.share("golde", "INBOX", "tevie", "lr");
        assertThat(done(tevie.quotaOf("Other Users/golde/INBOX")).name()).isEqualTo("golde");
        assertThat(refusal(tevie.quotaOf("Other Users/golde/Kitchen")))
                .contains(Refusal.NO_SUCH_FOLDER);
    }

    @Test
    void onlyWhoMayWriteChangesFlags() throws Exception {
        world.deliver("golde", "x");
        world.share("golde", "INBOX", "tevie", "lr");
        OpenFolder inbox = world.open("tevie", "Other Users/golde/INBOX");
        World.state(inbox);
        world.share("golde", "INBOX", "tevie", "lrs");
        done(
                inbox.store(
                        NumberSet.of(1),
                        Change.Mode.ADD,
                        Flags.of(Flags.System.SEEN),
                        OptionalLong.empty()));
        assertThat(World.flags(inbox)).containsExactly("1 \\Seen");
    }

    private static Optional<byte[]> value(String text) {
        return Optional.of(text.getBytes(UTF_8));
    }
}

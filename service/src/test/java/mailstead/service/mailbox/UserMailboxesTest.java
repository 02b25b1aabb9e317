package mailstead.service.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static mailstead.service.mailbox.World.done;
import static mailstead.service.mailbox.World.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.spi.Quota;
import mailstead.testkit.InMemoryDirectory;
import org.junit.jupiter.api.Test;

/** One user's own folders. */
class UserMailboxesTest {

    private final World world;
    private final UserMailboxes tevie;

    UserMailboxesTest() throws Exception {
        world = new World();
        tevie = world.user("tevie");
    }

    private List<String> names() throws MailException {
        return tevie.list(List.of()).stream()
                .map(entry -> entry.name() + " " + entry.kind())
                .toList();
    }

    @Test
    void aNewUserHasAnInboxAndNothingElse() throws Exception {
        assertThat(names()).containsExactly("INBOX FOLDER");
        FolderEntry inbox = tevie.find("INBOX").orElseThrow();
        assertThat(inbox.rights()).hasToString("lrswipkxtea");
        assertThat(inbox.hasChildren()).isFalse();
        assertThat(inbox.isSelectable()).isTrue();
        assertThat(tevie.find("Sent")).isEmpty();
    }

    @Test
    void listsFoldersParentsAndSubscriptions() throws Exception {
        done(tevie.create("Work/Cows/2026", Set.of()));
        done(tevie.create("Junk", Set.of(SpecialUse.JUNK)));
        assertThat(tevie.delete("Work/Cows")).isEmpty();
        assertThat(tevie.subscribe("Junk", true)).isEmpty();
        assertThat(tevie.subscribe("Gone/Away", true)).isEmpty();

        assertThat(names())
                .containsExactly(
                        "Gone/Away ABSENT",
                        "INBOX FOLDER",
                        "Junk FOLDER",
                        "Work FOLDER",
                        "Work/Cows PARENT",
                        "Work/Cows/2026 FOLDER");
        FolderEntry junk = tevie.find("Junk").orElseThrow();
        assertThat(junk.isSubscribed()).isTrue();
        assertThat(junk.uses()).containsExactly(SpecialUse.JUNK);
        FolderEntry cows = tevie.list(Set.of("Work/Cows")).getFirst();
        assertThat(cows.mailboxId()).isEmpty();
        assertThat(cows.hasChildren()).isTrue();
        assertThat(cows.isSelectable()).isFalse();
        assertThat(tevie.list(Set.of("Work/Cows/"))).hasSize(1);
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        assertThat(refusal(tevie.create("INBOX", Set.of()))).contains(Refusal.ALREADY_EXISTS);
        assertThat(refusal(tevie.create("a//b", Set.of()))).contains(Refusal.BAD_NAME);
        assertThat(refusal(tevie.create("Other Users", Set.of()))).contains(Refusal.BAD_NAME);
        assertThat(refusal(tevie.create("Other Users/x", Set.of()))).contains(Refusal.BAD_NAME);
        assertThat(tevie.delete("INBOX")).contains(Refusal.INBOX_STAYS);
        assertThat(tevie.delete("None")).contains(Refusal.NO_SUCH_FOLDER);
        assertThat(tevie.rename("None", "Some")).contains(Refusal.NO_SUCH_FOLDER);
        done(tevie.create("A", Set.of()));
        assertThat(tevie.rename("A", "A/B")).contains(Refusal.BELOW_ITSELF);
        assertThat(tevie.rename("A", "INBOX")).contains(Refusal.INBOX_STAYS);
        assertThat(tevie.rename("A", "Other Users/A")).contains(Refusal.BAD_NAME);
        assertThat(refusal(tevie.open("None", Right.READ))).contains(Refusal.NO_SUCH_FOLDER);
        assertThat(refusal(tevie.quota("golde"))).contains(Refusal.NO_SUCH_QUOTA_ROOT);
    }

    @Test
    void renamingInboxLeavesAnEmptyOneBehind() throws Exception {
        world.deliver("tevie", "Subject: one\r\n\r\n");
        world.deliver("tevie", "Subject: two\r\n\r\n");
        done(tevie.create("INBOX/Child", Set.of()));
        assertThat(
                        tevie.annotate(
                                Optional.of("INBOX"),
                                Map.of("/private/comment", Optional.of(octets("mine")))))
                .isEmpty();
        OpenFolder inbox = world.open("tevie", "INBOX");

        assertThat(tevie.rename("INBOX", "Old/Mail")).isEmpty();

        assertThat(World.state(inbox).size()).isZero();
        assertThat(World.state(world.open("tevie", "Old/Mail")).size()).isEqualTo(2);
        assertThat(names())
                .containsExactly(
                        "INBOX FOLDER", "INBOX/Child FOLDER", "Old FOLDER", "Old/Mail FOLDER");
        assertThat(done(tevie.annotations(Optional.of("Old/Mail"))))
                .hasEntrySatisfying(
                        "/private/comment", value -> assertThat(value).isEqualTo(octets("mine")));
        assertThat(done(tevie.annotations(Optional.of("INBOX")))).hasSize(1);
    }

    @Test
    void anOpenFolderSurvivesItsRenamingButNotItsEnd() throws Exception {
        done(tevie.create("A", Set.of()));
        OpenFolder open = world.open("tevie", "A");
        World.append(open, "x: y\r\n\r\n", Flags.NONE);
        assertThat(tevie.rename("A", "B")).isEmpty();
        assertThat(World.state(open).size()).isEqualTo(1);
        assertThat(tevie.delete("B")).isEmpty();
        MailException failure = catchThrowableOfType(MailException.class, () -> World.state(open));
        assertThat(failure.reason()).isEqualTo(Reason.FOLDER_GONE);
    }

    @Test
    void aFolderOfOtherSoftwareThatIsCalledLikeOursStaysWithinReach() throws Exception {
        var folders = world.folders.of(world.directory.account("tevie").orElseThrow());
        folders.request(new mailstead.mail.folder.TreeRequest.Create("Other Users/x", Set.of()));
        assertThat(names()).contains("Other Users/x FOLDER");
        assertThat(World.state(world.open("tevie", "Other Users/x")).size()).isZero();
    }

    @Test
    void quotaTellsUseAndLimits() throws Exception {
        world.add(
                "motel",
                InMemoryDirectory.VOLUME,
                new Quota(OptionalLong.of(100), OptionalLong.empty()));
        UserMailboxes motel = world.user("motel");
        OpenFolder inbox = world.open("motel", "INBOX");
        World.append(inbox, "0123456789", Flags.NONE);
        QuotaRoot root = done(motel.quotaOf("INBOX"));
        assertThat(root)
                .isEqualTo(
                        new QuotaRoot("motel", 10, OptionalLong.of(100), 1, OptionalLong.empty()));
        assertThat(done(motel.quota("motel"))).isEqualTo(root);
        MailException full =
                catchThrowableOfType(
                        MailException.class, () -> World.append(inbox, "x".repeat(91), Flags.NONE));
        assertThat(full.reason()).isEqualTo(Reason.MAILBOX_FULL);
    }

    @Test
    void annotationsAreSetAllOrNone() throws Exception {
        assertThat(
                        tevie.annotate(
                                Optional.empty(),
                                Map.of(
                                        "/private/a", Optional.of(octets("1")),
                                        "/private/b", Optional.of(new byte[] {0, -1}))))
                .isEmpty();
        assertThat(done(tevie.annotations(Optional.empty())).get("/private/b"))
                .isEqualTo(new byte[] {0, -1});
        assertThat(
                        tevie.annotate(
                                Optional.empty(),
                                Map.of(
                                        "/private/a", Optional.empty(),
                                        "/private/big", Optional.of(new byte[5000]))))
                .contains(Refusal.ANNOTATION_TOO_LONG);
        assertThat(done(tevie.annotations(Optional.empty()))).containsKey("/private/a");
        for (String bad :
                List.of("/private", "/private/", "/other/x", "/private/a*", "/shared//")) {
            assertThat(tevie.annotate(Optional.empty(), Map.of(bad, Optional.of(octets("x")))))
                    .as(bad)
                    .contains(Refusal.BAD_ANNOTATION);
        }
        assertThat(tevie.annotate(Optional.empty(), Map.of("/private/a", Optional.empty())))
                .isEmpty();
        assertThat(done(tevie.annotations(Optional.empty()))).containsOnlyKeys("/private/b");
    }

    @Test
    void annotationsHaveABound() throws Exception {
        Map<String, Optional<byte[]>> many = new java.util.HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("/private/" + i, Optional.of(new byte[4000]));
        }
        assertThat(tevie.annotate(Optional.of("INBOX"), many)).isEmpty();
        assertThat(
                        tevie.annotate(
                                Optional.of("INBOX"),
                                Map.of("/private/more", Optional.of(octets("x")))))
                .contains(Refusal.TOO_MANY_ANNOTATIONS);
        done(tevie.create("A", Set.of()));
        done(tevie.create("B", Set.of()));
        assertThat(tevie.annotate(Optional.of("A"), many)).isEmpty();
        assertThat(tevie.annotate(Optional.of("B"), many)).contains(Refusal.TOO_MANY_ANNOTATIONS);
    }

    @Test
    void storageThatIsAwayIsNeverARefusal() throws Exception {
        world.server.down(true);
        assertThat(catchThrowableOfType(MailException.class, () -> tevie.list(List.of())).reason())
                .isEqualTo(Reason.STORAGE_UNAVAILABLE);
        assertThat(
                        catchThrowableOfType(MailException.class, () -> tevie.open("X", Right.READ))
                                .reason())
                .isEqualTo(Reason.STORAGE_UNAVAILABLE);
    }

    @Test
    void messagesAreMovedAndCopied() throws Exception {
        done(tevie.create("A", Set.of()));
        OpenFolder inbox = world.open("tevie", "INBOX");
        OpenFolder a = world.open("tevie", "A");
        World.append(inbox, "one", Flags.of(Flags.System.SEEN));
        World.append(inbox, "two", Flags.NONE);
        OpenFolder.Copied copied = done(inbox.copy(NumberSet.of(1, 2, 7), a, Progress.IGNORED));
        assertThat(copied.sources()).containsExactly(1L, 2L);
        assertThat(World.flags(a)).containsExactly("1 \\Seen", "2");
        assertThat(done(inbox.move(NumberSet.of(2), a, Progress.IGNORED)).copies()).hasSize(1);
        assertThat(World.flags(inbox)).containsExactly("1 \\Seen");
        assertThat(tevie.delete("A")).isEmpty();
        assertThat(refusal(inbox.copy(NumberSet.of(1), a, Progress.IGNORED)))
                .contains(Refusal.NO_SUCH_FOLDER);
    }

    @Test
    void aReplacedMessageIsThereOnce() throws Exception {
        OpenFolder inbox = world.open("tevie", "INBOX");
        World.append(inbox, "draft 1", Flags.of(Flags.System.DRAFT));
        OpenFolder.Appended appended =
                done(inbox.replace(1, World.message(inbox, "draft 2", Flags.NONE), inbox));
        assertThat(appended.messages().getFirst().uid()).isEqualTo(2);
        assertThat(World.flags(inbox)).containsExactly("2");
        assertThat(refusal(inbox.replace(1, World.message(inbox, "draft 3", Flags.NONE), inbox)))
                .contains(Refusal.MESSAGES_GONE);
        assertThat(World.flags(inbox)).containsExactly("2");
    }

    @Test
    void aMessageThatIsGoneIsSaidToBe() throws Exception {
        OpenFolder inbox = world.open("tevie", "INBOX");
        World.append(inbox, "one", Flags.of(Flags.System.DELETED));
        var message = World.state(inbox).get(0);
        assertThat(inbox.read(message, 1).readAllBytes()).isEqualTo(octets("ne"));
        done(inbox.expunge(Optional.empty()));
        assertThat(catchThrowableOfType(MailException.class, () -> inbox.read(message, 0)).reason())
                .isEqualTo(Reason.MESSAGE_GONE);
    }

    @Test
    void whatAFolderIsForIsAnAnnotationToo() throws Exception {
        Optional<String> name = Optional.of("Gesendet");
        done(tevie.create("Gesendet", Set.of(SpecialUse.SENT)));
        assertThat(new String(done(tevie.annotations(name)).get("/private/specialuse"), UTF_8))
                .isEqualTo("\\Sent");
        assertThat(tevie.annotate(name, use("\\drafts \\Junk"))).isEmpty();
        assertThat(tevie.find("Gesendet").orElseThrow().uses())
                .containsExactlyInAnyOrder(SpecialUse.DRAFTS, SpecialUse.JUNK);
        for (String bad : List.of("\\Nonsense", "\\All", "\\Sent \\Flagged")) {
            assertThat(tevie.annotate(name, use(bad))).contains(Refusal.USE_NOT_POSSIBLE);
        }
        assertThat(tevie.annotate(name, Map.of("/private/specialuse", Optional.empty()))).isEmpty();
        assertThat(tevie.find("Gesendet").orElseThrow().uses()).isEmpty();
        assertThat(refusal(tevie.create("Alles", Set.of(SpecialUse.ALL))))
                .contains(Refusal.USE_NOT_POSSIBLE);
        assertThat(tevie.find("Alles")).isEmpty();
    }

    private static Map<String, Optional<byte[]>> use(String words) {
        return Map.of("/private/specialuse", Optional.of(octets(words)));
    }

    @Test
    void nobodyAnnotatesTheServerForAll() throws Exception {
        assertThat(tevie.annotate(Optional.empty(), Map.of("/shared/x", Optional.of(octets("1")))))
                .contains(Refusal.NO_PERMISSION);
    }

    @Test
    void whatIsListedCanBeOpened() throws Exception {
        world.share("golde", "INBOX", "tevie", "lr");
        world.share("golde", "INBOX", "lazar/wolf", "l");
        done(tevie.create("A/B", Set.of()));
        assertThat(tevie.delete("A")).isEmpty();
        for (FolderEntry entry : tevie.list(List.of())) {
            Outcome<OpenFolder> outcome = tevie.open(entry, Right.READ);
            if (entry.isSelectable()) {
                assertThat(done(outcome).mailboxId()).isEqualTo(entry.mailboxId().orElseThrow());
                assertThat(World.state(done(outcome)).size()).isZero();
            } else {
                assertThat(refusal(outcome)).contains(Refusal.NO_SUCH_FOLDER);
            }
        }
        FolderEntry shared = tevie.find("Other Users/golde/INBOX").orElseThrow();
        assertThat(shared.isOwn()).isFalse();
        assertThat(refusal(tevie.open(shared, Right.INSERT))).contains(Refusal.NO_PERMISSION);
        world.share("golde", "INBOX", "tevie", "");
        OpenFolder lost = done(tevie.open(shared, Right.READ));
        assertThat(catchThrowableOfType(MailException.class, () -> World.state(lost)).reason())
                .isEqualTo(Reason.FOLDER_GONE);
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }
}

package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import mailstead.imap.codec.MailboxFilter.Mailboxes;
import mailstead.imap.codec.SearchReturn.Option;
import mailstead.mail.folder.Change;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.SearchKey;
import mailstead.mail.search.SequenceSet;
import mailstead.mail.search.SequenceSet.Range;
import mailstead.mail.search.SortKey;
import mailstead.mail.search.ThreadAlgorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command but SEARCH's keys and FETCH's items, which have their own tables. */
final class CommandsTest {

    private static final Numbering SEQUENCE = Numbering.SEQUENCE;
    private static final Numbering UID = Numbering.UID;
    private static final SearchKey ALL = new SearchKey.All();

    private static Command read(String text) {
        return Dialogue.read("t1 " + text);
    }

    private static MailboxName box(String name) {
        return new MailboxName(name);
    }

    private static SequenceSet set(Range... ranges) {
        return new SequenceSet.Ranges(List.of(ranges));
    }

    private static Range range(long first, long last) {
        return new Range(first, last);
    }

    private static Arguments row(String text, Command command) {
        return Arguments.of(text, command);
    }

    static Stream<Arguments> simple() {
        return Stream.of(
                row("CAPABILITY", new Command.Capability()),
                row("capability", new Command.Capability()),
                row("NOOP", new Command.Noop()),
                row("LOGOUT", new Command.Logout()),
                row("STARTTLS", new Command.StartTls()),
                row("NAMESPACE", new Command.Namespace()),
                row("IDLE", new Command.Idle()),
                row("UNAUTHENTICATE", new Command.Unauthenticate()),
                row("CLOSE", new Command.Close()),
                row("UNSELECT", new Command.Unselect()),
                row("CHECK", new Command.Check()),
                row("EXPUNGE", new Command.Expunge()),
                row("ID NIL", new Command.Id(Map.of())),
                row("ID ()", new Command.Id(Map.of())),
                row(
                        "ID (\"name\" \"mutt\" \"os\" NIL)",
                        new Command.Id(Map.of("name", "mutt", "os", ""))),
                row("AUTHENTICATE plain", new Command.Authenticate("PLAIN", Optional.empty())),
                row(
                        "AUTHENTICATE SCRAM-SHA-256-PLUS =",
                        new Command.Authenticate("SCRAM-SHA-256-PLUS", Optional.of("="))),
                row(
                        "AUTHENTICATE PLAIN AGEAYg+/==",
                        new Command.Authenticate("PLAIN", Optional.of("AGEAYg+/=="))),
                row(
                        "ENABLE condstore X-FOO UTF8=ACCEPT imap4REV2",
                        new Command.Enable(
                                Set.of(
                                        Extension.CONDSTORE,
                                        Extension.UTF8_ACCEPT,
                                        Extension.IMAP4REV2))),
                row(
                        "ENABLE QRESYNC UIDONLY METADATA METADATA-SERVER",
                        new Command.Enable(
                                Set.of(
                                        Extension.QRESYNC,
                                        Extension.UIDONLY,
                                        Extension.METADATA,
                                        Extension.METADATA_SERVER))),
                row("ENABLE X", new Command.Enable(Set.of())),
                row("COMPRESS deflate", new Command.Compress("DEFLATE")));
    }

    static Stream<Arguments> mailboxes() {
        return Stream.of(
                row("SELECT inbox", new Command.Select(MailboxName.INBOX, SelectParameters.NONE)),
                row("EXAMINE a/b", new Command.Examine(box("a/b"), SelectParameters.NONE)),
                row(
                        "SELECT \"a \\\"b\\\\\"",
                        new Command.Select(box("a \"b\\"), SelectParameters.NONE)),
                row("SELECT {3+}\r\na b", new Command.Select(box("a b"), SelectParameters.NONE)),
                row(
                        "SELECT x (CONDSTORE)",
                        new Command.Select(box("x"), new SelectParameters(true, Optional.empty()))),
                row(
                        "SELECT x (QRESYNC (67890007 20050715194045000 41,43:211,214:541))",
                        new Command.Select(
                                box("x"),
                                new SelectParameters(
                                        false,
                                        Optional.of(
                                                new SelectParameters.Resync(
                                                        67890007,
                                                        20050715194045000L,
                                                        Optional.of(
                                                                NumberSet.of(41)
                                                                        .plus(
                                                                                NumberSet.range(
                                                                                        43, 211))
                                                                        .plus(
                                                                                NumberSet.range(
                                                                                        214, 541))),
                                                        Optional.empty()))))),
                row(
                        "EXAMINE x (CONDSTORE QRESYNC (1 0 (1:2 4,7)))",
                        new Command.Examine(
                                box("x"),
                                new SelectParameters(
                                        true,
                                        Optional.of(
                                                new SelectParameters.Resync(
                                                        1,
                                                        0,
                                                        Optional.empty(),
                                                        Optional.of(
                                                                new SelectParameters.Match(
                                                                        NumberSet.of(1, 2),
                                                                        NumberSet.of(4, 7)))))))),
                row("CREATE a/", new Command.Create(box("a"), Set.of(), false)),
                row(
                        "CREATE a (USE (\\sent \\Archive \\New))",
                        new Command.Create(
                                box("a"), Set.of(SpecialUse.SENT, SpecialUse.ARCHIVE), true)),
                row("CREATE a (USE ())", new Command.Create(box("a"), Set.of(), false)),
                row("DELETE a", new Command.Delete(box("a"))),
                row("RENAME a b/c", new Command.Rename(box("a"), box("b/c"))),
                row("SUBSCRIBE Inbox/x", new Command.Subscribe(box("INBOX/x"))),
                row("UNSUBSCRIBE a", new Command.Unsubscribe(box("a"))),
                row(
                        "STATUS b (MESSAGES recent UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE"
                                + " HIGHESTMODSEQ APPENDLIMIT MAILBOXID DELETED-STORAGE)",
                        new Command.Status(box("b"), Set.of(StatusItem.values()))),
                row("GETQUOTA \"\"", new Command.GetQuota("")),
                row("GETQUOTAROOT INBOX", new Command.GetQuotaRoot(MailboxName.INBOX)),
                row("SETQUOTA \"\" ()", new Command.SetQuota("", Map.of())),
                row(
                        "SETQUOTA root (storage 512 MESSAGE 9223372036854775807)",
                        new Command.SetQuota(
                                "root", Map.of("STORAGE", 512L, "MESSAGE", Long.MAX_VALUE))),
                row("GETACL a", new Command.GetAcl(box("a"))),
                row(
                        "SETACL a Fred +lr",
                        new Command.SetAcl(
                                box("a"),
                                "Fred",
                                Change.Mode.ADD,
                                Set.of(Right.LOOKUP, Right.READ))),
                row(
                        "SETACL a -Fred -cd",
                        new Command.SetAcl(
                                box("a"),
                                "-Fred",
                                Change.Mode.REMOVE,
                                Set.of(
                                        Right.CREATE,
                                        Right.DELETE_FOLDER,
                                        Right.DELETE_MESSAGES,
                                        Right.EXPUNGE))),
                row(
                        "SETACL a \"f g\" lrswipkxtea",
                        new Command.SetAcl(
                                box("a"), "f g", Change.Mode.REPLACE, Set.of(Right.values()))),
                row(
                        "SETACL a f \"\"",
                        new Command.SetAcl(box("a"), "f", Change.Mode.REPLACE, Set.of())),
                row("DELETEACL a f", new Command.DeleteAcl(box("a"), "f")),
                row("LISTRIGHTS a f", new Command.ListRights(box("a"), "f")),
                row("MYRIGHTS a", new Command.MyRights(box("a"))));
    }

    private static Command list(String reference, String... patterns) {
        return new Command.ListMailboxes(
                ListSelection.ALL, reference, List.of(patterns), ListReturn.NOTHING, false);
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                row("LIST \"\" \"\"", list("", "")),
                row("LIST \"\" *", list("", "*")),
                row("LIST a/ %/b*", list("a/", "%/b*")),
                row("LIST \"\" &ZeVnLIqe-/%", list("", "日本語/%")),
                row("LSUB \"\" %", new Command.Lsub("", "%")),
                row(
                        "LIST () \"\" x",
                        new Command.ListMailboxes(
                                ListSelection.ALL, "", List.of("x"), ListReturn.NOTHING, true)),
                row(
                        "LIST (subscribed REMOTE RECURSIVEMATCH SPECIAL-USE) \"\" (INBOX \"a b\")",
                        new Command.ListMailboxes(
                                new ListSelection(true, true, true, true),
                                "",
                                List.of("INBOX", "a b"),
                                ListReturn.NOTHING,
                                true)),
                row(
                        "LIST \"\" % RETURN (SUBSCRIBED CHILDREN SPECIAL-USE MYRIGHTS STATUS"
                                + " (MESSAGES UNSEEN))",
                        new Command.ListMailboxes(
                                ListSelection.ALL,
                                "",
                                List.of("%"),
                                new ListReturn(
                                        true,
                                        true,
                                        true,
                                        true,
                                        Set.of(StatusItem.MESSAGES, StatusItem.UNSEEN)),
                                true)),
                row(
                        "LIST \"\" % RETURN ()",
                        new Command.ListMailboxes(
                                ListSelection.ALL, "", List.of("%"), ListReturn.NOTHING, true)));
    }

    static Stream<Arguments> metadata() {
        Command.GetMetadata both =
                new Command.GetMetadata(
                        Optional.of(MailboxName.INBOX),
                        OptionalLong.of(1024),
                        Command.GetMetadata.Depth.INFINITY,
                        List.of("/shared/comment", "/private/comment"));
        return Stream.of(
                row(
                        "GETMETADATA \"\" /Shared/Comment",
                        new Command.GetMetadata(
                                Optional.empty(),
                                OptionalLong.empty(),
                                Command.GetMetadata.Depth.ZERO,
                                List.of("/shared/comment"))),
                row(
                        "GETMETADATA (MAXSIZE 1024 DEPTH infinity) INBOX (/shared/comment"
                                + " /private/comment)",
                        both),
                row(
                        "GETMETADATA INBOX (MAXSIZE 1024 DEPTH infinity) (/shared/comment"
                                + " /private/comment)",
                        both),
                row(
                        "GETMETADATA INBOX (DEPTH 1) \"/private\"",
                        new Command.GetMetadata(
                                Optional.of(MailboxName.INBOX),
                                OptionalLong.empty(),
                                Command.GetMetadata.Depth.ONE,
                                List.of("/private"))));
    }

    static Stream<Arguments> events() {
        return Stream.of(
                row("NOTIFY NONE", new Command.NotifyNone()),
                row(
                        "NOTIFY SET STATUS (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS"
                                + " (From)]) MessageExpunge FlagChange)) (subtree (Lists \"a b\")"
                                + " NONE)",
                        new Command.NotifySet(
                                true,
                                List.of(
                                        new EventGroup(
                                                new MailboxFilter.Selected(),
                                                Set.of(
                                                        EventGroup.Event.MESSAGE_NEW,
                                                        EventGroup.Event.MESSAGE_EXPUNGE,
                                                        EventGroup.Event.FLAG_CHANGE),
                                                List.of(
                                                        new FetchItem.Uid(),
                                                        new FetchItem.Body(
                                                                new Section(
                                                                        List.of(),
                                                                        new Section.Text
                                                                                .HeaderFields(
                                                                                false,
                                                                                List.of("From"))),
                                                                true,
                                                                Optional.empty()))),
                                        new EventGroup(
                                                new MailboxFilter.Subtree(
                                                        List.of(box("Lists"), box("a b"))),
                                                Set.of(),
                                                List.of())))),
                row(
                        "NOTIFY SET (inboxes (MailboxName SubscriptionChange"
                                + " MailboxMetadataChange)) (personal (ServerMetadataChange))"
                                + " (subscribed NONE) (mailboxes x NONE) (selected-delayed NONE)",
                        new Command.NotifySet(
                                false,
                                List.of(
                                        new EventGroup(
                                                new MailboxFilter.Inboxes(),
                                                Set.of(
                                                        EventGroup.Event.MAILBOX_NAME,
                                                        EventGroup.Event.SUBSCRIPTION_CHANGE,
                                                        EventGroup.Event.MAILBOX_METADATA_CHANGE),
                                                List.of()),
                                        new EventGroup(
                                                new MailboxFilter.Personal(),
                                                Set.of(EventGroup.Event.SERVER_METADATA_CHANGE),
                                                List.of()),
                                        new EventGroup(
                                                new MailboxFilter.Subscribed(),
                                                Set.of(),
                                                List.of()),
                                        new EventGroup(
                                                new Mailboxes(List.of(box("x"))),
                                                Set.of(),
                                                List.of()),
                                        new EventGroup(
                                                new MailboxFilter.SelectedDelayed(),
                                                Set.of(),
                                                List.of())))),
                row("NOTIFY SET (selected (MessageRead))", new Command.UnknownEvent("MessageRead")),
                row(
                        "NOTIFY SET (personal (AnnotationChange))",
                        new Command.UnknownEvent("AnnotationChange")),
                row(
                        "notify set (subtree Lists MailboxName SubscriptionChange)",
                        new Command.NotifySet(
                                false,
                                List.of(
                                        new EventGroup(
                                                new MailboxFilter.Subtree(List.of(box("Lists"))),
                                                Set.of(
                                                        EventGroup.Event.MAILBOX_NAME,
                                                        EventGroup.Event.SUBSCRIPTION_CHANGE),
                                                List.of())))),
                row(
                        "ESEARCH ALL",
                        new Command.MultiSearch(
                                List.of(),
                                new SearchReturn(Set.of(Option.ALL), Optional.empty()),
                                ALL)),
                row(
                        "ESEARCH IN (mailboxes x subtree (a b) subtree-one c personal)"
                                + " RETURN (MIN COUNT) ALL",
                        new Command.MultiSearch(
                                List.of(
                                        new Mailboxes(List.of(box("x"))),
                                        new MailboxFilter.Subtree(List.of(box("a"), box("b"))),
                                        new MailboxFilter.SubtreeOne(List.of(box("c"))),
                                        new MailboxFilter.Personal()),
                                new SearchReturn(
                                        Set.of(Option.MIN, Option.COUNT), Optional.empty()),
                                ALL)));
    }

    private static SearchReturn returns(Option... options) {
        return new SearchReturn(Set.of(options), Optional.empty());
    }

    static Stream<Arguments> messages() {
        Flags seen = Flags.of(Flags.System.SEEN);
        return Stream.of(
                row(
                        "UID EXPUNGE 3,5:*",
                        new Command.UidExpunge(set(range(3, 3), range(5, Range.STAR)))),
                row("COPY 2:4 x", new Command.Copy(SEQUENCE, set(range(2, 4)), box("x"))),
                row("UID COPY $ x", new Command.Copy(UID, new SequenceSet.Saved(), box("x"))),
                row("MOVE 4:2 x", new Command.Move(SEQUENCE, set(range(4, 2)), box("x"))),
                row(
                        "UID MOVE 1:4294967295 x",
                        new Command.Move(UID, set(range(1, 4294967295L)), box("x"))),
                row(
                        "STORE 1 +FLAGS (\\Seen)",
                        new Command.Store(
                                SEQUENCE,
                                set(range(1, 1)),
                                OptionalLong.empty(),
                                new StoreAction(Change.Mode.ADD, false, seen))),
                row(
                        "UID STORE 1 -flags.silent \\Seen $Junk foo",
                        new Command.Store(
                                UID,
                                set(range(1, 1)),
                                OptionalLong.empty(),
                                new StoreAction(
                                        Change.Mode.REMOVE,
                                        true,
                                        seen.plus(Flags.ofKeywords("$Junk", "foo"))))),
                row(
                        "STORE 1 (UNCHANGEDSINCE 12) FLAGS ()",
                        new Command.Store(
                                SEQUENCE,
                                set(range(1, 1)),
                                OptionalLong.of(12),
                                new StoreAction(Change.Mode.REPLACE, false, Flags.NONE))),
                row("SEARCH ALL", new Command.Search(SEQUENCE, Optional.empty(), ALL)),
                row("UID SEARCH ALL", new Command.Search(UID, Optional.empty(), ALL)),
                row(
                        "SEARCH RETURN () ALL",
                        new Command.Search(SEQUENCE, Optional.of(returns(Option.ALL)), ALL)),
                row(
                        "SEARCH RETURN (MIN max COUNT SAVE) CHARSET utf-8 ALL",
                        new Command.Search(
                                SEQUENCE,
                                Optional.of(
                                        returns(Option.MIN, Option.MAX, Option.COUNT, Option.SAVE)),
                                ALL)),
                row(
                        "UID SEARCH RETURN (PARTIAL -1:-100) ALL",
                        new Command.Search(
                                UID,
                                Optional.of(
                                        new SearchReturn(
                                                Set.of(),
                                                Optional.of(new PartialRange(true, 1, 100)))),
                                ALL)),
                row(
                        "SEARCH RETURN (PARTIAL 500:23 COUNT) ALL",
                        new Command.Search(
                                SEQUENCE,
                                Optional.of(
                                        new SearchReturn(
                                                Set.of(Option.COUNT),
                                                Optional.of(new PartialRange(false, 23, 500)))),
                                ALL)),
                row("SEARCH CHARSET X-NONE ALL", new Command.UnknownCharset("X-NONE", false)),
                row(
                        "SEARCH RETURN (SAVE) CHARSET X-NONE ALL",
                        new Command.UnknownCharset("X-NONE", true)),
                row("SORT (DATE) X-NONE ALL", new Command.UnknownCharset("X-NONE", false)),
                row("SEARCH CHARSET \"a b\" ALL", new Command.UnknownCharset("a b", false)),
                row(
                        "SORT (SUBJECT REVERSE DATE) UTF-8 ALL",
                        new Command.Sort(
                                SEQUENCE,
                                Optional.empty(),
                                List.of(
                                        new SortKey(SortKey.Field.SUBJECT, false),
                                        new SortKey(SortKey.Field.DATE, true)),
                                ALL)),
                row(
                        "UID SORT RETURN (COUNT ALL) (ARRIVAL CC FROM SIZE TO DISPLAYFROM REVERSE"
                                + " DISPLAYTO) us-ascii ALL",
                        new Command.Sort(
                                UID,
                                Optional.of(returns(Option.COUNT, Option.ALL)),
                                List.of(
                                        new SortKey(SortKey.Field.ARRIVAL, false),
                                        new SortKey(SortKey.Field.CC, false),
                                        new SortKey(SortKey.Field.FROM, false),
                                        new SortKey(SortKey.Field.SIZE, false),
                                        new SortKey(SortKey.Field.TO, false),
                                        new SortKey(SortKey.Field.DISPLAYFROM, false),
                                        new SortKey(SortKey.Field.DISPLAYTO, true)),
                                ALL)),
                row(
                        "THREAD ORDEREDSUBJECT UTF-8 ALL",
                        new Command.ThreadMessages(SEQUENCE, ThreadAlgorithm.ORDEREDSUBJECT, ALL)),
                row(
                        "UID THREAD references UTF-8 ALL",
                        new Command.ThreadMessages(UID, ThreadAlgorithm.REFERENCES, ALL)));
    }

    @ParameterizedTest
    @MethodSource({"simple", "mailboxes", "lists", "metadata", "events", "messages"})
    void reads(String text, Command command) {
        assertThat(read(text)).isEqualTo(command);
    }

    @Test
    void readsLoginAndHidesSecrets() {
        Command.Login login = (Command.Login) read("LOGIN \"fred\" p]ss");
        assertThat(login.user()).isEqualTo("fred");
        assertThat(login.password()).isEqualTo("p]ss".getBytes(StandardCharsets.UTF_8));
        assertThat(login.toString()).isEqualTo("Login[fred]");
        assertThat(read("AUTHENTICATE PLAIN c2VjcmV0").toString()).isEqualTo("Authenticate[PLAIN]");
    }

    @Test
    void readsMetadataOfAnyOctets() {
        Command.SetMetadata set =
                (Command.SetMetadata)
                        read("SETMETADATA \"\" (/shared/a NIL /private/B ~{3+}\r\n\0a\r)");
        assertThat(set.mailbox()).isEmpty();
        assertThat(set.entries()).hasSize(2);
        assertThat(set.entries()).containsEntry("/shared/a", Optional.empty());
        assertThat(set.entries().getOrDefault("/private/b", Optional.empty()).orElseThrow())
                .isEqualTo(new byte[] {0, 97, 13});
    }

    @Test
    void readsTags() {
        for (String tag : List.of("a", "A001", "1", ".", "[x]", "a".repeat(255))) {
            assertThat(Dialogue.strict().feed(tag + " NOOP").tagged())
                    .isEqualTo(new Tagged(tag, new Command.Noop()));
        }
        for (String tag : List.of("a+", "+", "*", "\"a\"", "(a)", "é", "a".repeat(256))) {
            assertThat(Dialogue.lenient().feed(tag + " NOOP").tagged().command())
                    .isInstanceOf(Command.Malformed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NOOPS",
                "NOOP 1",
                "CAPABILITY x",
                "UID",
                "UID NOOP",
                "UID CLOSE",
                "UID UID FETCH 1 FLAGS",
                "LOGIN",
                "LOGIN a",
                "LOGIN a ",
                "LOGIN a b c",
                "LOGIN (a) b",
                "LOGIN a \"b",
                "LOGIN a \"b\\c\"",
                "LOGIN \"a\"b c",
                "LOGIN {2+}\r\n\0a b",
                "LOGIN \"a\0b\" c",
                "LOGIN \"a\rb\" c",
                "LOGIN ~{1+}\r\na b",
                "AUTHENTICATE",
                "AUTHENTICATE PLAIN a b",
                "AUTHENTICATE PLAIN \"a\"",
                "AUTHENTICATE PLAIN ",
                "ENABLE",
                "ENABLE ",
                "ENABLE (x)",
                "ID",
                "ID x",
                "ID (\"a\")",
                "ID (a b)",
                "ID (\"a\" \"b\" \"c\")",
                "SELECT",
                "SELECT \"\"",
                "SELECT a b",
                "SELECT a ()",
                "SELECT a (FOO)",
                "SELECT a (QRESYNC)",
                "SELECT a (QRESYNC 1 2)",
                "SELECT a (QRESYNC (0 2))",
                "SELECT a (QRESYNC (1))",
                "SELECT a (QRESYNC (1 2 *))",
                "SELECT a (QRESYNC (1 2 3:*))",
                "SELECT a (QRESYNC (1 2 $))",
                "SELECT a (QRESYNC (1 2 1:5 (1:2 1:3)))",
                "SELECT a (QRESYNC (1 9223372036854775808))",
                "SELECT \"a\tb\"",
                "SELECT {2+}\r\na\n",
                "CREATE",
                "CREATE a (USE \\Sent)",
                "CREATE a (USE (Sent))",
                "CREATE a (FOO)",
                "DELETE a b",
                "RENAME a",
                "RENAME a b c",
                "STATUS a",
                "STATUS a ()",
                "STATUS a MESSAGES",
                "STATUS a (FOO)",
                "LIST",
                "LIST \"\"",
                "LIST \"\" a b",
                "LIST \"\" ()",
                "LIST (FOO) \"\" a",
                "LIST (RECURSIVEMATCH) \"\" a",
                "LIST (RECURSIVEMATCH REMOTE) \"\" a",
                "LIST \"\" a RETURN",
                "LIST \"\" a RETURN (FOO)",
                "LIST \"\" a RETURN (STATUS)",
                "LIST \"\" a RETURN (STATUS ())",
                "LSUB \"\"",
                "GETQUOTA",
                "SETQUOTA x",
                "SETQUOTA x (STORAGE)",
                "SETQUOTA x (STORAGE -1)",
                "SETQUOTA x (STORAGE 9223372036854775808)",
                "SETACL a b",
                "SETACL a b z",
                "SETACL a b +L",
                "DELETEACL a",
                "LISTRIGHTS a",
                "GETMETADATA \"\"",
                "GETMETADATA \"\" ()",
                "GETMETADATA \"\" comment",
                "GETMETADATA \"\" \"/\"",
                "GETMETADATA \"\" /a/",
                "GETMETADATA \"\" //a",
                "GETMETADATA \"\" \"/a*\"",
                "GETMETADATA \"\" \"/a%\"",
                "GETMETADATA \"\" (MAXSIZE) /a",
                "GETMETADATA \"\" (DEPTH 2) /a",
                "GETMETADATA (MAXSIZE 1) \"\" (DEPTH 1) /a",
                "SETMETADATA \"\" ()",
                "SETMETADATA \"\" (/a)",
                "SETMETADATA \"\" (/a b)",
                "SETMETADATA \"\" /a \"b\"",
                "NOTIFY",
                "NOTIFY FOO",
                "NOTIFY NONE x",
                "NOTIFY SET",
                "NOTIFY SET STATUS",
                "NOTIFY SET (selected)",
                "NOTIFY SET (selected ())",
                "NOTIFY SET (foo NONE)",
                "NOTIFY SET (mailboxes NONE)",
                "NOTIFY SET (subtree-one x NONE)",
                "NOTIFY SET (selected (MessageNew))",
                "NOTIFY SET (selected (MessageExpunge))",
                "NOTIFY SET (selected (FlagChange))",
                "NOTIFY SET (selected (MessageNew (FOO) MessageExpunge))",
                "NOTIFY SET (selected NONE) x",
                "NOTIFY SET (selected NONE) (selected-delayed NONE)",
                "NOTIFY SET (selected (MailboxName))",
                "NOTIFY SET (personal (MessageNew (UID) MessageExpunge))",
                "NOTIFY SET (personal MessageNew)",
                "NOTIFY SET (personal MailboxName",
                "ESEARCH",
                "ESEARCH IN () ALL",
                "ESEARCH IN (selected-delayed) ALL",
                "ESEARCH IN (personal (x)) ALL",
                "ESEARCH IN personal ALL",
                "COMPRESS",
                "COMPRESS DEFLATE x",
                "EXPUNGE 1",
                "UID EXPUNGE",
                "COPY 1",
                "COPY x y",
                "COPY 0 x",
                "COPY 01 x",
                "COPY 4294967296 x",
                "COPY 99999999999999999999999 x",
                "COPY 1: x",
                "COPY :1 x",
                "COPY 1, x",
                "COPY ,1 x",
                "COPY 1:2:3 x",
                "COPY 1,$ x",
                "COPY -1 x",
                "STORE 1",
                "STORE 1 FLAGS",
                "STORE 1 FLAGS ",
                "STORE 1 FOO (\\Seen)",
                "STORE 1 FLAGS (\\Recent)",
                "STORE 1 FLAGS (\\*)",
                "STORE 1 FLAGS (\\Foo)",
                "STORE 1 FLAGS (\\)",
                "STORE 1 FLAGS (a]b)",
                "STORE 1 FLAGS (\"a\")",
                "STORE 1 FLAGS (\\Seen",
                "STORE 1 FLAGS \\Seen)",
                "STORE 1 *FLAGS (\\Seen)",
                "STORE 1 (FOO 1) FLAGS (\\Seen)",
                "STORE 1 (UNCHANGEDSINCE) FLAGS (\\Seen)",
                "SEARCH",
                "SEARCH RETURN ALL",
                "SEARCH RETURN (FOO) ALL",
                "SEARCH RETURN (ALL PARTIAL 1:2) ALL",
                "SEARCH RETURN (PARTIAL 1:2 PARTIAL 1:3) ALL",
                "SEARCH RETURN (PARTIAL 1) ALL",
                "SEARCH RETURN (PARTIAL 0:2) ALL",
                "SEARCH RETURN (PARTIAL -1:2) ALL",
                "SEARCH RETURN (PARTIAL 1:-2) ALL",
                "SEARCH RETURN (ALL)",
                "SEARCH CHARSET UTF-8",
                "SORT",
                "SORT (DATE)",
                "SORT (DATE) UTF-8",
                "SORT () UTF-8 ALL",
                "SORT (FOO) UTF-8 ALL",
                "SORT (REVERSE) UTF-8 ALL",
                "SORT (REVERSE REVERSE DATE) UTF-8 ALL",
                "SORT DATE UTF-8 ALL",
                "THREAD FOO UTF-8 ALL",
                "THREAD REFERENCES UTF-8",
                "APPEND",
                "APPEND x",
                "APPEND x \"abc\"",
                "APPEND x (\\Seen)",
                "APPEND x (\\Foo) {1+}\r\na",
                "APPEND x \"32-Jan-2020 00:00:00 +0000\" {1+}\r\na",
                "APPEND x {1+}\r\nab",
                "APPEND x {1+}\r\na ",
                "APPEND x CATENATE () {1+}\r\na",
                "APPEND x CATENATE ()",
                "APPEND x CATENATE (FOO)",
                "APPEND x CATENATE (URL)",
                "APPEND x CATENATE (TEXT \"a\")",
                "APPEND x CATENATE (URL /a",
                "APPEND x CATENATE (TEXT {1+}\r\na",
                "REPLACE 1 x",
                "REPLACE x {1+}\r\na",
                "REPLACE 1 x {1+}\r\na {1+}\r\nb"
            })
    void callsTheRestMalformed(String text) {
        assertThat(read(text)).isInstanceOf(Command.Malformed.class);
    }

    @Test
    void refusesWhatIsTooMuch() {
        String manyFlags = "k ".repeat(Lexer.LIST_ITEMS_MAX + 1).strip();
        String manyRanges = "1,".repeat(SetReader.RANGES_MAX) + "1";
        for (String text :
                List.of(
                        "STORE 1 FLAGS (" + manyFlags + ")",
                        "STORE 1 FLAGS " + manyFlags,
                        "STORE 1 FLAGS (" + "k".repeat(FlagReader.KEYWORD_OCTETS_MAX + 1) + ")",
                        "COPY " + manyRanges + " x",
                        "SELECT \"" + "x".repeat(MailboxName.OCTETS_MAX + 1) + "\"",
                        "LIST \"\" \"" + "x".repeat(NameReader.PATTERN_OCTETS_MAX + 1) + "\"",
                        "LIST \"\" (" + "x ".repeat(ListParser.PATTERNS_MAX) + "x)",
                        "GETMETADATA \"\" /" + "x".repeat(MetadataParser.ENTRY_OCTETS_MAX),
                        "SORT (" + "DATE ".repeat(20) + "DATE) UTF-8 ALL",
                        "ID (\"" + "x".repeat(31) + "\" NIL)",
                        "ID (\"x\" \"" + "x".repeat(1_025) + "\")")) {
            assertThat(read(text)).as(text.substring(0, 12)).isInstanceOf(Command.Malformed.class);
        }
        assertThat(read("COPY " + "1,".repeat(SetReader.RANGES_MAX - 1) + "1 x"))
                .isInstanceOf(Command.Copy.class);
    }

    @Test
    void searchesInUtf8OnlyWhenThatIsEnabled() {
        Dialogue utf8 = Dialogue.strict(Extension.UTF8_ACCEPT);
        assertThat(utf8.command("a SEARCH CHARSET ISO-8859-1 ALL"))
                .isInstanceOf(Command.Malformed.class);
        assertThat(utf8.command("a SEARCH CHARSET UTF-8 ALL")).isInstanceOf(Command.Search.class);
    }
}

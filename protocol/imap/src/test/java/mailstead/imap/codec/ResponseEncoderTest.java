package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mailstead.imap.codec.FetchItem.Partial;
import mailstead.imap.codec.Response.Condition;
import mailstead.imap.codec.Response.Esearch;
import mailstead.imap.codec.Response.ListMailbox;
import mailstead.imap.codec.Response.ListMailbox.ChildInfo;
import mailstead.imap.codec.Response.Notice;
import mailstead.mail.folder.Flags;
import mailstead.mail.folder.NumberSet;
import mailstead.mail.folder.Right;
import mailstead.mail.folder.SpecialUse;
import mailstead.mail.search.ThreadNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ResponseEncoderTest {

    private static final OptionalLong NONE = OptionalLong.empty();

    private static String encode(Response response, Extension... enabled) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder encoder = new ResponseEncoder(octets::write, Set.of(enabled));
        try {
            encoder.write(response);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    private static MailboxName box(String name) {
        return new MailboxName(name);
    }

    private static Arguments row(String line, Response response) {
        return Arguments.of(line, response);
    }

    private static Arguments code(String text, ResponseCode code) {
        return row("* OK [" + text + "] x", new Notice(Notice.Kind.OK, code, "x"));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                row("a1 OK done", new Response.Tagged("a1", Condition.OK, "done")),
                row(
                        "a1 NO [TRYCREATE] no such mailbox",
                        new Response.Tagged(
                                "a1",
                                Condition.NO,
                                ResponseCode.Word.TRYCREATE,
                                "no such mailbox")),
                row("* BAD what?", new Response.Tagged("*", Condition.BAD, "what?")),
                row("* BYE bye", new Notice(Notice.Kind.BYE, "bye")),
                row("* PREAUTH hello", new Notice(Notice.Kind.PREAUTH, "hello")),
                row("* NO careful", new Notice(Notice.Kind.NO, "careful")),
                row("* BAD oh", new Notice(Notice.Kind.BAD, "oh")),
                row("* OK -", new Notice(Notice.Kind.OK, "")),
                row("* OK a b??  c", new Notice(Notice.Kind.OK, "a\nb\u00e9\r\0c")),
                row("+ go on", new Response.Continuation("go on")),
                row("+ ", new Response.Continuation("")),
                code(
                        "CAPABILITY IMAP4rev1 IDLE",
                        new ResponseCode.Capability(List.of("IMAP4rev1", "IDLE"))),
                code(
                        "BADCHARSET (UTF-8 US-ASCII)",
                        new ResponseCode.BadCharset(List.of("UTF-8", "US-ASCII"))),
                code(
                        "PERMANENTFLAGS (\\Seen $a \\*)",
                        new ResponseCode.PermanentFlags(
                                Flags.of(Flags.System.SEEN).plus(Flags.ofKeywords("$a")), true)),
                code("PERMANENTFLAGS ()", new ResponseCode.PermanentFlags(Flags.NONE, false)),
                code("PERMANENTFLAGS (\\*)", new ResponseCode.PermanentFlags(Flags.NONE, true)),
                code("UIDNEXT 4392", new ResponseCode.UidNext(4392)),
                code("UIDVALIDITY 4294967295", new ResponseCode.UidValidity(4294967295L)),
                code("UNSEEN 12", new ResponseCode.Unseen(12)),
                code(
                        "HIGHESTMODSEQ 9223372036854775807",
                        new ResponseCode.HighestModSeq(Long.MAX_VALUE)),
                code("MODIFIED 7,9:11", new ResponseCode.Modified(NumberSet.of(7, 9, 10, 11))),
                code(
                        "APPENDUID 38505 3955:3957,1",
                        new ResponseCode.AppendUid(38505, new long[] {3955, 3956, 3957, 1})),
                code(
                        "COPYUID 38505 304,319:320 3956:3958",
                        new ResponseCode.CopyUid(
                                38505, new long[] {304, 319, 320}, new long[] {3956, 3957, 3958})),
                code("MAILBOXID (F2212ea87)", new ResponseCode.MailboxId("F2212ea87")),
                code("BADURL /x;UID=1%5Dy", new ResponseCode.BadUrl("/x;UID=1]y")),
                code(
                        "BADEVENT (MessageNew FlagChange)",
                        new ResponseCode.BadEvent(
                                List.of(
                                        EventGroup.Event.MESSAGE_NEW,
                                        EventGroup.Event.FLAG_CHANGE))),
                code("METADATA LONGENTRIES 2199", new ResponseCode.MetadataLongEntries(2199)),
                code("METADATA MAXSIZE 1024", new ResponseCode.MetadataMaxSize(1024)),
                code("METADATA NOPRIVATE", ResponseCode.Word.METADATA_NOPRIVATE),
                code("READ-WRITE", ResponseCode.Word.READ_WRITE),
                code("UNKNOWN-CTE", ResponseCode.Word.UNKNOWN_CTE),
                code(
                        "INPROGRESS (\"a1\" 175 1000)",
                        new ResponseCode.InProgress(
                                Optional.of("a1"), OptionalLong.of(175), OptionalLong.of(1000))),
                code(
                        "INPROGRESS (NIL NIL NIL)",
                        new ResponseCode.InProgress(Optional.empty(), NONE, NONE)));
    }

    private static Response list(
            Set<MailboxAttribute> attributes,
            Set<SpecialUse> uses,
            String name,
            Optional<MailboxName> oldName,
            Set<ChildInfo> childInfo) {
        return new ListMailbox(attributes, uses, Optional.of(box(name)), oldName, childInfo);
    }

    static Stream<Arguments> mailboxes() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", "Mailstead");
        fields.put("x", "a\"b");
        Map<String, Optional<byte[]>> entries = new LinkedHashMap<>();
        entries.put("/shared/comment", Optional.of(octets("a b")));
        entries.put("/private/x y", Optional.empty());
        entries.put("/private/z", Optional.of(new byte[] {0, 1}));
        Map<String, Set<Right>> acl = new LinkedHashMap<>();
        acl.put("Fred", Set.of(Right.values()));
        acl.put("-a b", Set.of(Right.LOOKUP, Right.CREATE));
        acl.put("none", Set.of());
        return Stream.of(
                row(
                        "* CAPABILITY IMAP4rev1 LITERAL+",
                        new Response.Capability(List.of("IMAP4rev1", "LITERAL+"))),
                row("* ID NIL", new Response.Id(Map.of())),
                row("* ID (\"name\" \"Mailstead\" \"x\" \"a\\\"b\")", new Response.Id(fields)),
                row("* ENABLED", new Response.Enabled(Set.of())),
                row(
                        "* ENABLED CONDSTORE QRESYNC UTF8=ACCEPT IMAP4rev2 UIDONLY METADATA"
                                + " METADATA-SERVER",
                        new Response.Enabled(Set.of(Extension.values()))),
                row(
                        "* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\")(\"&AOk-/\" \"/\"))",
                        new Response.Namespace(
                                List.of(new Response.Namespace.Prefix("")),
                                List.of(),
                                List.of(
                                        new Response.Namespace.Prefix("Shared/"),
                                        new Response.Namespace.Prefix("é/")))),
                row(
                        "* LIST (\\Noselect) \"/\" \"\"",
                        new ListMailbox(
                                Set.of(MailboxAttribute.NOSELECT),
                                Set.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Set.of())),
                row(
                        "* LIST () \"/\" INBOX",
                        list(Set.of(), Set.of(), "inbox", Optional.empty(), Set.of())),
                row(
                        "* LIST () \"/\" \"nil\"",
                        list(Set.of(), Set.of(), "nil", Optional.empty(), Set.of())),
                row(
                        "* LIST (\\HasNoChildren \\Subscribed \\Drafts \\Sent) \"/\""
                                + " \"a b/Entw&APw-rfe\"",
                        list(
                                Set.of(MailboxAttribute.SUBSCRIBED, MailboxAttribute.HASNOCHILDREN),
                                Set.of(SpecialUse.SENT, SpecialUse.DRAFTS),
                                "a b/Entwürfe",
                                Optional.empty(),
                                Set.of())),
                row(
                        "* LIST (\\NonExistent) \"/\" x (\"OLDNAME\" (\"y z\") \"CHILDINFO\""
                                + " (\"SUBSCRIBED\" \"SPECIAL-USE\"))",
                        list(
                                Set.of(MailboxAttribute.NONEXISTENT),
                                Set.of(),
                                "x",
                                Optional.of(box("y z")),
                                Set.of(ChildInfo.values()))),
                row(
                        "* LIST () \"/\" x (\"CHILDINFO\" (\"SUBSCRIBED\"))",
                        list(
                                Set.of(),
                                Set.of(),
                                "x",
                                Optional.empty(),
                                Set.of(ChildInfo.SUBSCRIBED))),
                row(
                        "* LSUB (\\Noselect) \"/\" x",
                        new Response.Lsub(Set.of(MailboxAttribute.NOSELECT), box("x"))),
                row(
                        "* STATUS x (MESSAGES 1 UNSEEN 0 APPENDLIMIT NIL MAILBOXID (M1))",
                        new Response.Status(
                                box("x"),
                                Map.of(
                                        StatusItem.UNSEEN,
                                        0L,
                                        StatusItem.MESSAGES,
                                        1L,
                                        StatusItem.APPENDLIMIT,
                                        Response.Status.NO_LIMIT),
                                Optional.of("M1"))),
                row("* STATUS x ()", new Response.Status(box("x"), Map.of(), Optional.empty())),
                row("* FLAGS ()", new Response.Flags(Flags.NONE)),
                row(
                        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $x)",
                        new Response.Flags(
                                Flags.of(Flags.System.values()).plus(Flags.ofKeywords("$x")))),
                row("* 0 EXISTS", new Response.Exists(0)),
                row("* 5 RECENT", new Response.Recent(5)),
                row("* 44 EXPUNGE", new Response.Expunge(44)),
                row("* VANISHED 1:3", new Response.Vanished(false, NumberSet.range(1, 3))),
                row(
                        "* VANISHED (EARLIER) 300:310,405",
                        new Response.Vanished(
                                true, NumberSet.range(300, 310).plus(NumberSet.of(405)))),
                row(
                        "* QUOTA \"\" (STORAGE 10 512 MESSAGE 1 2)",
                        new Response.Quota(
                                "",
                                List.of(
                                        new Response.Quota.Usage("STORAGE", 10, 512),
                                        new Response.Quota.Usage("MESSAGE", 1, 2)))),
                row("* QUOTA r ()", new Response.Quota("r", List.of())),
                row(
                        "* QUOTAROOT INBOX \"\" b",
                        new Response.QuotaRoot(MailboxName.INBOX, List.of("", "b"))),
                row("* QUOTAROOT x", new Response.QuotaRoot(box("x"), List.of())),
                row(
                        "* ACL INBOX Fred lrswipkxteacd \"-a b\" lkc none \"\"",
                        new Response.Acl(MailboxName.INBOX, acl)),
                row(
                        "* LISTRIGHTS x f \"\" l r te d",
                        new Response.ListRights(
                                box("x"),
                                "f",
                                Set.of(),
                                List.of(
                                        Set.of(Right.LOOKUP),
                                        Set.of(Right.READ),
                                        Set.of(Right.DELETE_MESSAGES, Right.EXPUNGE)))),
                row(
                        "* MYRIGHTS x lrxc",
                        new Response.MyRights(
                                box("x"), Set.of(Right.LOOKUP, Right.READ, Right.DELETE_FOLDER))),
                row(
                        "* METADATA x (/shared/comment \"a b\" \"/private/x y\" NIL /private/z"
                                + " ~{2}\r\n\0\u0001)",
                        new Response.Metadata(Optional.of(box("x")), entries)),
                row(
                        "* METADATA \"\" /shared/a /shared/b",
                        new Response.MetadataChanged(
                                Optional.empty(), List.of("/shared/a", "/shared/b"))));
    }

    private static Esearch found(
            Optional<Esearch.Source> source,
            Numbering numbering,
            OptionalLong min,
            Optional<Esearch.Numbers> all,
            OptionalLong count,
            Optional<Esearch.Partial> partial,
            OptionalLong modSeq) {
        return new Esearch(
                Optional.of("a1"), source, numbering, min, NONE, all, count, partial, modSeq);
    }

    private static ThreadNode node(long number, ThreadNode... children) {
        return new ThreadNode(number, List.of(children));
    }

    static Stream<Arguments> results() {
        return Stream.of(
                row("* SEARCH", new Response.Search(NumberSet.EMPTY, NONE)),
                row("* SEARCH 2 3 84", new Response.Search(NumberSet.of(2, 3, 84), NONE)),
                row(
                        "* SEARCH 2 (MODSEQ 917162500)",
                        new Response.Search(NumberSet.of(2), OptionalLong.of(917162500))),
                row("* SORT", new Response.Sort(new long[0], NONE)),
                row(
                        "* SORT 5 3 4 (MODSEQ 7)",
                        new Response.Sort(new long[] {5, 3, 4}, OptionalLong.of(7))),
                row("* THREAD", new Response.Threads(List.of())),
                row(
                        "* THREAD (2)(3 6 (4 23)(44 7 96))",
                        new Response.Threads(
                                List.of(
                                        node(2),
                                        node(
                                                3,
                                                node(
                                                        6,
                                                        node(4, node(23)),
                                                        node(44, node(7, node(96)))))))),
                row(
                        "* THREAD ((3)(5))(1 (2)(4 (5)(6))(7))",
                        new Response.Threads(
                                List.of(
                                        node(ThreadNode.NO_MESSAGE, node(3), node(5)),
                                        node(1, node(2), node(4, node(5), node(6)), node(7))))),
                row(
                        "* ESEARCH (TAG \"a1\") UID MIN 3 MODSEQ 9",
                        found(
                                Optional.empty(),
                                Numbering.UID,
                                OptionalLong.of(3),
                                Optional.empty(),
                                NONE,
                                Optional.empty(),
                                OptionalLong.of(9))),
                row(
                        "* ESEARCH (TAG \"a1\")",
                        found(
                                Optional.empty(),
                                Numbering.SEQUENCE,
                                NONE,
                                Optional.empty(),
                                NONE,
                                Optional.empty(),
                                NONE)),
                row(
                        "* ESEARCH (TAG \"a1\" MAILBOX \"a b\" UIDVALIDITY 1) UID ALL 4:5,9 COUNT 3",
                        found(
                                Optional.of(new Esearch.Source(box("a b"), 1)),
                                Numbering.UID,
                                NONE,
                                Optional.of(new Esearch.Numbers.Ascending(NumberSet.of(4, 5, 9))),
                                OptionalLong.of(3),
                                Optional.empty(),
                                NONE)),
                row(
                        "* ESEARCH (TAG \"a1\") ALL 5:6,4,3",
                        found(
                                Optional.empty(),
                                Numbering.SEQUENCE,
                                NONE,
                                Optional.of(new Esearch.Numbers.Sorted(new long[] {5, 6, 4, 3})),
                                NONE,
                                Optional.empty(),
                                NONE)),
                row(
                        "* ESEARCH (TAG \"a1\") PARTIAL (-1:-100 1:3)",
                        found(
                                Optional.empty(),
                                Numbering.SEQUENCE,
                                NONE,
                                Optional.empty(),
                                NONE,
                                Optional.of(
                                        new Esearch.Partial(
                                                new PartialRange(true, 1, 100),
                                                Optional.of(
                                                        new Esearch.Numbers.Ascending(
                                                                NumberSet.range(1, 3))))),
                                NONE)),
                row(
                        "* ESEARCH (TAG \"a1\") PARTIAL (5:9 NIL)",
                        found(
                                Optional.empty(),
                                Numbering.SEQUENCE,
                                NONE,
                                Optional.empty(),
                                NONE,
                                Optional.of(
                                        new Esearch.Partial(
                                                new PartialRange(false, 5, 9), Optional.empty())),
                                NONE)));
    }

    private static Response fetch(FetchData... items) {
        return new Response.Fetch(Numbering.SEQUENCE, 12, List.of(items));
    }

    private static FetchItem.Content body(Section.Text text, Partial partial, Integer... part) {
        return new FetchItem.Body(new Section(List.of(part), text), true, Optional.of(partial));
    }

    static Stream<Arguments> messages() {
        FetchItem.Content whole = new FetchItem.Body(Section.MESSAGE, false, Optional.empty());
        return Stream.of(
                row("* 12 FETCH ()", fetch()),
                row(
                        "* 12 FETCH (FLAGS (\\Seen \\Recent) UID 7 MODSEQ (5) RFC822.SIZE 0)",
                        fetch(
                                new FetchData.Flags(Flags.of(Flags.System.SEEN), true),
                                new FetchData.Uid(7),
                                new FetchData.ModSeq(5),
                                new FetchData.Size(0))),
                row(
                        "* 12 FETCH (INTERNALDATE \" 7-Feb-1994 05:52:25 +0000\" INTERNALDATE"
                                + " \"17-Jul-2026 00:00:00 +0000\")",
                        fetch(
                                new FetchData.InternalDate(Instant.parse("1994-02-07T05:52:25Z")),
                                new FetchData.InternalDate(Instant.parse("2026-07-17T00:00:00Z")))),
                row(
                        "* 12 FETCH (EMAILID (M1) THREADID (T1) THREADID NIL SAVEDATE NIL SAVEDATE"
                                + " \" 1-Jan-1970 00:00:00 +0000\")",
                        fetch(
                                new FetchData.EmailId("M1"),
                                new FetchData.ThreadId(Optional.of("T1")),
                                new FetchData.ThreadId(Optional.empty()),
                                new FetchData.SaveDate(Optional.empty()),
                                new FetchData.SaveDate(Optional.of(Instant.EPOCH)))),
                row(
                        "* 12 FETCH (PREVIEW \"Hi \\\"x\\\"\" PREVIEW NIL PREVIEW \"\" PREVIEW"
                                + " {2}\r\né)",
                        fetch(
                                new FetchData.Preview(Optional.of("Hi \"x\"")),
                                new FetchData.Preview(Optional.empty()),
                                new FetchData.Preview(Optional.of("")),
                                new FetchData.Preview(Optional.of("é")))),
                row(
                        "* 12 FETCH (BINARY.SIZE[1.2] 77 BODY[] NIL BINARY[3] NIL RFC822 NIL)",
                        fetch(
                                new FetchData.BinarySize(List.of(1, 2), 77),
                                new FetchData.Missing(whole),
                                new FetchData.Missing(
                                        new FetchItem.Binary(List.of(3), true, Optional.empty())),
                                new FetchData.Missing(
                                        new FetchItem.Rfc822(FetchItem.Rfc822Part.MESSAGE)))),
                row(
                        "* 12 FETCH (BODY[] {3}\r\na\r\n)",
                        fetch(new FetchData.Content(whole, octets("a\r\n")))),
                row(
                        "* 12 FETCH (BODY[1.2.HEADER.FIELDS (From \"X Y\")]<5> {0}\r\n)",
                        fetch(
                                new FetchData.Content(
                                        body(
                                                new Section.Text.HeaderFields(
                                                        false, List.of("From", "X Y")),
                                                new Partial(5, 10),
                                                1,
                                                2),
                                        new byte[0]))),
                row(
                        "* 12 FETCH (BODY[HEADER.FIELDS.NOT (A)]<0> {1}\r\nx BODY[1.MIME]<0>"
                                + " {1}\r\ny BODY[TEXT]<0> {1}\r\nz RFC822.HEADER {1}\r\nh)",
                        fetch(
                                new FetchData.Content(
                                        body(
                                                new Section.Text.HeaderFields(true, List.of("A")),
                                                new Partial(0, 1)),
                                        octets("x")),
                                new FetchData.Content(
                                        body(new Section.Text.Mime(), new Partial(0, 1), 1),
                                        octets("y")),
                                new FetchData.Content(
                                        body(new Section.Text.Body(), new Partial(0, 1)),
                                        octets("z")),
                                new FetchData.Content(
                                        new FetchItem.Rfc822(FetchItem.Rfc822Part.HEADER),
                                        octets("h")))),
                row(
                        "* 12 FETCH (BINARY[1]<3> \"ab\" BINARY[] ~{2}\r\na\0)",
                        fetch(
                                new FetchData.Content(
                                        new FetchItem.Binary(
                                                List.of(1), true, Optional.of(new Partial(3, 9))),
                                        octets("ab")),
                                new FetchData.Content(
                                        new FetchItem.Binary(List.of(), true, Optional.empty()),
                                        octets("a\0")))),
                row( // as it is, against RFC 9051 section 4.3: see docs/settled.md
                        "* 12 FETCH (BODY[] {19}\r\n0123456789\0bcdefgh\0)",
                        fetch(new FetchData.Content(whole, octets("0123456789\0bcdefgh\0")))),
                row(
                        "* 7 UIDFETCH (UID 7)",
                        new Response.Fetch(Numbering.UID, 7, List.of(new FetchData.Uid(7)))));
    }

    @ParameterizedTest
    @MethodSource({"statuses", "mailboxes", "results", "messages"})
    void writes(String line, Response response) {
        assertThat(encode(response)).isEqualTo(line + "\r\n");
    }

    @Test
    void streamsNulAsItIs() throws IOException {
        for (int length = 1; length < 40; length++) {
            for (int nul = 0; nul < length; nul++) {
                byte[] content = new byte[length + 2];
                Arrays.fill(content, (byte) 0x81);
                content[0] = 0; // not streamed, as the last one
                content[length + 1] = 0;
                content[nul + 1] = 0;
                byte[] plain = streamed(content, length, false);
                byte[] binary = streamed(content, length, true);
                assertThat(plain[plain.length - length - 3 + nul]).isZero();
                assertThat(binary[binary.length - length - 3 + nul]).isZero();
            }
        }
    }

    /** A FETCH of so many octets from the second on. */
    private static byte[] streamed(byte[] content, int length, boolean isBinary)
            throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder encoder = new ResponseEncoder(octets::write, Set.of());
        encoder.beginFetch(Numbering.SEQUENCE, 1);
        FetchItem.Content item = new FetchItem.Binary(List.of(1), true, Optional.empty());
        encoder.item(new FetchData.Announced(item, length, isBinary));
        encoder.stream(content, 1, length);
        encoder.endFetch();
        encoder.flush();
        return octets.toByteArray();
    }

    @Test
    void writesUtf8WhenThatIsEnabled() {
        Response list = list(Set.of(), Set.of(), "Entwürfe & so", Optional.empty(), Set.of());
        assertThat(encode(list)).isEqualTo("* LIST () \"/\" \"Entw&APw-rfe &- so\"\r\n");
        for (Extension extension : List.of(Extension.UTF8_ACCEPT, Extension.IMAP4REV2)) {
            assertThat(encode(list, extension)).isEqualTo("* LIST () \"/\" \"Entwürfe & so\"\r\n");
            assertThat(encode(fetch(new FetchData.Preview(Optional.of("é"))), extension))
                    .isEqualTo("* 12 FETCH (PREVIEW \"é\")\r\n");
        }
    }

    @Test
    void writesTextsInUtf8ForTheSecondRevisionOnly() {
        Response notice = new Notice(Notice.Kind.OK, "é");
        assertThat(encode(notice, Extension.IMAP4REV2)).isEqualTo("* OK é\r\n");
        assertThat(encode(notice, Extension.UTF8_ACCEPT)).isEqualTo("* OK ??\r\n");
    }

    @Test
    void saysNothingOfRecentToTheSecondRevision() {
        assertThat(
                        encode(
                                fetch(new FetchData.Flags(Flags.of(Flags.System.SEEN), true)),
                                Extension.IMAP4REV2))
                .isEqualTo("* 12 FETCH (FLAGS (\\Seen))\r\n");
    }

    @Test
    void announcesWhatTheSessionStreams() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder encoder = new ResponseEncoder(octets::write, Set.of());
        byte[] content = new byte[10_000];
        Arrays.fill(content, (byte) 'x');
        encoder.beginFetch(Numbering.SEQUENCE, 1);
        encoder.item(new FetchData.Uid(5));
        encoder.item(
                new FetchData.Announced(
                        new FetchItem.Body(Section.MESSAGE, false, Optional.empty()),
                        10_003,
                        false));
        encoder.stream(content, 0, 3);
        encoder.stream(content, 0, 10_000);
        encoder.item(
                new FetchData.Announced(
                        new FetchItem.Binary(List.of(1), false, Optional.empty()), 1, true));
        encoder.stream(content, 0, 1);
        encoder.endFetch();
        encoder.flush();
        assertThat(octets.toString(StandardCharsets.US_ASCII))
                .isEqualTo(
                        "* 1 FETCH (UID 5 BODY[] {10003}\r\n"
                                + "x".repeat(10_003)
                                + " BINARY[1] ~{1}\r\nx)\r\n");
    }

    @Test
    void writesResultsOfAnySize() {
        assertThat(encode(new Response.Search(NumberSet.range(1, 100_000), NONE)))
                .hasSize("* SEARCH\r\n".length() + 588_895);
        long[] odd = LongStream.range(0, 10_000).map(i -> 2 * i + 1).toArray();
        assertThat(encode(new Response.Sort(odd, NONE))).startsWith("* SORT 1 3 5 7 ");
    }

    @Test
    void writesConversationsOfAnyDepth() {
        ThreadNode chain = node(1);
        ThreadNode tree = node(1);
        for (int i = 2; i <= 200_000; i++) {
            chain = node(i, chain);
            tree = node(i, tree, node(1));
        }
        assertThat(encode(new Response.Threads(List.of(chain)))).startsWith("* THREAD (200000 199");
        String nested = encode(new Response.Threads(List.of(tree)));
        assertThat(nested.chars().filter(c -> c == '('))
                .hasSize((int) nested.chars().filter(c -> c == ')').count());
    }

    @Test
    void neverWritesALineEndThatAStringBrought() {
        String evil = "a\r\n* BYE \0 {5}\r\n";
        for (Response response :
                List.of(
                        new Notice(Notice.Kind.OK, evil),
                        new Response.Continuation(evil),
                        new Notice(Notice.Kind.NO, new ResponseCode.BadUrl(evil), evil))) {
            assertThat(encode(response)).matches("[^\\r\\n\\x00]*\\r\\n");
        }
        assertThat(encode(fetch(new FetchData.Preview(Optional.of(evil)))))
                .isEqualTo("* 12 FETCH (PREVIEW {16}\r\na\r\n* BYE ? {5}\r\n)\r\n");
    }
}

package mailstead.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mailstead.node.client.ImapClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What we say of real and broken messages beside what Dovecot 2.3 says: ENVELOPE, BODYSTRUCTURE,
 * RFC822.SIZE, and each part with its header. Every difference must be explained in {@link
 * #EXPLAINED}, and every explanation be needed.
 */
final class DovecotComparisonTest {

    private static final String BODY = "BODY[";

    private static final List<Explained> EXPLAINED =
            List.of(
                    // ---- rules: ours follows from theirs, or the other way round, octet for octet
                    Explained.whenever(
                            "An address without a domain, or without a mailbox, has an empty one"
                                    + " here; Dovecot makes up a name for it. NIL would mean a"
                                    + " group (RFC 9051 section 7.5.2).",
                            found ->
                                    found.what().contains("env.")
                                            && withoutMadeUpNames(found.theirs())
                                                    .equals(found.ours())),
                    Explained.whenever(
                            "Dovecot adds the charset that text has when it says none (RFC 2046"
                                    + " section 4.1.2). We give the parameters that stand there,"
                                    + " and the default only where there is no Content-Type.",
                            found ->
                                    found.what().endsWith("params")
                                            && found.theirs()
                                                    .equals(
                                                            found.ours()
                                                                    + "charset=\"us-ascii\"; ")),
                    Explained.whenever(
                            "Dovecot changes NUL into 128, because IMAP's strings have none; we"
                                    + " give what was stored: literals are counted, and a message"
                                    + " that comes out otherwise than it went in is a loss.",
                            found ->
                                    found.what().startsWith(BODY)
                                            && found.ours().contains("\0")
                                            && found.ours()
                                                    .replace('\0', '\u0080')
                                                    .equals(found.theirs())),
                    Explained.whenever(
                            "Unfolding takes away line ends and nothing else (RFC 5322 section"
                                    + " 2.2.3); Dovecot makes one blank of all white space.",
                            found ->
                                    found.what().endsWith("env.subject")
                                            && found.ours()
                                                    .replaceAll("[ \t]+", " ")
                                                    .equals(found.theirs())),
                    Explained.whenever(
                            "Blanks around a date are none of it; Dovecot keeps them.",
                            found ->
                                    found.what().endsWith("env.date")
                                            && found.theirs()
                                                    .replaceAll("^\" +| +\"$", "\"")
                                                    .equals(found.ours())),
                    Explained.whenever(
                            "A part without a body: the line end before the boundary ends the"
                                    + " part's header, too, which is whole here.",
                            found ->
                                    found.what().endsWith(".MIME]")
                                            && found.ours().equals(found.theirs() + "\r\n")),
                    // ---- single messages
                    Explained.in(
                            "A multipart in which no part begins is shown as text, so that what is"
                                    + " in it can be read (docs/settled.md); Dovecot makes up an"
                                    + " empty part, and nobody can read the text.",
                            "(?!env\\.).*",
                            "mime4j/mimetools-testmsgs/badbound.msg",
                            "mime4j/mimetools-testmsgs/multi-igor2_decoded_1_4.txt",
                            "mime4j/mimetools-testmsgs/multi-igor_decoded_1_4.txt",
                            "mime4j/testmsgs/missing-boundary.msg",
                            "mime4j/testmsgs/missing-inner-boundary.msg",
                            "mime4j/testmsgs/missing-inner-start-boundary.msg",
                            "mime4j/testmsgs/multipartnopart.msg",
                            "rubymail/attachment_emails/attachment_message_rfc822_inline_image.eml",
                            "rubymail/error_emails/bad_date_header2.eml",
                            "rubymail/error_emails/empty_in_reply_to.eml",
                            "rubymail/error_emails/missing_body.eml",
                            "rubymail/error_emails/must_supply_encoding.eml"),
                    Explained.in(
                            "Dovecot gives two octets more than it says in BODYSTRUCTURE, where we"
                                    + " agree.",
                            "BODY\\[1\\]",
                            "mime4j/testmsgs/boundary-name-clash.msg"),
                    Explained.in(
                            "Parameters are read although something before them is broken: a"
                                    + " semicolon twice, a boundary with an equals sign and"
                                    + " without quotes, a file name with blanks and without"
                                    + " quotes. Dovecot takes less, and then finds other parts or"
                                    + " none.",
                            "(?!env\\.).*",
                            "mime4j/mimetools-testmsgs/double-semicolon.msg",
                            "rubymail/attachment_emails/attachment_with_unquoted_name.eml",
                            "rubymail/mime_emails/raw_email_with_binary_encoded.eml",
                            "rubymail/mime_emails/raw_email_with_illegal_boundary.eml",
                            "rubymail/plain_emails/raw_email_bad_time.eml"),
                    Explained.in(
                            "A line that only begins like a boundary is none (RFC 2046 section"
                                    + " 5.1.1); for Dovecot it is one.",
                            "(?!env\\.).*",
                            "mime4j/testmsgs/very-long-boundary.msg",
                            "mime4j/testmsgs/very-very-long-boundary.msg",
                            "rubymail/mime_emails/raw_email4.eml"),
                    Explained.in(
                            "A type without a subtype is plain text (RFC 2045 section 5.2);"
                                    + " Dovecot gives an empty subtype.",
                            "2\\.m\\.subtype",
                            "mime4j/mimetools-testmsgs/multi-digest.msg"),
                    Explained.in(
                            "Of an encoding its first word counts, whatever follows it; Dovecot"
                                    + " says 7bit of those that it does not know, though they are"
                                    + " not.",
                            "[12]\\.enc",
                            "rubymail/error_emails/content_transfer_encoding_qp_with_space.eml",
                            "rubymail/error_emails/content_transfer_encoding_text-html.eml",
                            "rubymail/error_emails/content_transfer_encoding_with_semi_colon.eml"),
                    Explained.in(
                            "A disposition that cannot be read is an attachment (RFC 2183 section"
                                    + " 2.8); Dovecot gives an empty one.",
                            "(1\\.)?disp",
                            "rubymail/error_emails/missing_content_disposition.eml",
                            "rubymail/error_emails/multiple_invalid_content_dispositions.eml"),
                    Explained.in(
                            "Of two fields of which there may be one the first counts; Dovecot"
                                    + " takes the last subject.",
                            "env\\.subject",
                            "rubymail/mime_emails/raw_email_with_binary_encoded.eml",
                            "rubymail/mime_emails/raw_email_with_multipart_mixed_quoted_boundary.eml"),
                    Explained.in(
                            "The addresses of several fields are joined; Dovecot takes the first"
                                    + " field.",
                            "env\\.(from|sender|reply|to)",
                            "rubymail/plain_emails/raw_email_multiple_from.eml"),
                    Explained.in(
                            "Nothing between two commas is no address; Dovecot makes up one.",
                            "env\\.to",
                            "rubymail/error_emails/weird_to_header.eml",
                            "rubymail/rfc2822/example11.eml"),
                    Explained.in(
                            "Broken addresses in which the mailbox can be recognised: a name with"
                                    + " an @ or before an address without brackets, a local part"
                                    + " with a colon, a quoted string alone. Dovecot loses it.",
                            "env\\.(from|sender|reply|to)",
                            "rubymail/error_emails/missing_body.eml",
                            "rubymail/plain_emails/mix_caps_content_type.eml",
                            "rubymail/plain_emails/raw_email_with_at_display_name.eml",
                            "rubymail/rfc2822/example13.eml"));

    @TempDir private Path folder;

    /**
     * One place in which the two do not say the same of a message.
     *
     * @param what as {@link DescribedMessage} has it, or a section such as {@code BODY[1.MIME]}
     */
    private record Difference(String file, String what, String ours, String theirs) {
        @Override
        public String toString() {
            return "%s %s%n  ours   %s%n  theirs %s"
                    .formatted(file, what, shortened(ours), shortened(theirs));
        }

        private static String shortened(String value) {
            int length = value.length();
            return length <= 400
                    ? value
                    : "%d octets ending in %s".formatted(length, value.substring(length - 200));
        }
    }

    /**
     * Why ours is right, or as good.
     *
     * @param files all those that need it, or none if {@code applies} decides alone
     */
    private record Explained(String why, Set<String> files, Predicate<Difference> applies) {

        static Explained whenever(String why, Predicate<Difference> applies) {
            return new Explained(why, Set.of(), applies);
        }

        /**
         * @param what regular expression for what may differ
         */
        static Explained in(String why, String what, String... files) {
            Pattern pattern = Pattern.compile(what);
            return new Explained(
                    why, Set.of(files), found -> pattern.matcher(found.what()).matches());
        }

        boolean explains(Difference found) {
            return (files.isEmpty() || files.contains(found.file())) && applies.test(found);
        }

        /** What it is there for: its files, or itself. */
        Stream<String> needs() {
            return files.isEmpty() ? Stream.of(why) : files.stream().map(file -> file + ": " + why);
        }

        String need(Difference found) {
            return files.isEmpty() ? why : found.file() + ": " + why;
        }
    }

    private static String withoutMadeUpNames(String addresses) {
        return addresses
                .replace("\"MISSING_MAILBOX\"", "\"\"")
                .replace("\"MISSING_DOMAIN\"", "\"\"");
    }

    @Test
    @Timeout(300)
    void everyDifferenceIsExplained() throws Exception {
        List<Path> files = Corpus.filesNotEmpty();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Difference> found = new ArrayList<>();
        try (DovecotServer dovecot =
                        DovecotServer.start(Files.createDirectories(folder.resolve("dovecot")));
                TestCluster cluster = new TestCluster(folder);
                ImapClient theirs = dovecot.logIn();
                ImapClient ours = logIn(cluster.start("imap-1", "imap"))) {
            for (ImapClient side : List.of(ours, theirs)) {
                side.command("CREATE Corpus");
                for (Path file : files) {
                    assertThat(side.append("Corpus", "", Corpus.message(file)).isOk())
                            .as("%s is appended", file)
                            .isTrue();
                }
                side.command("SELECT Corpus");
            }
            for (int i = 0; i < files.size(); i++) {
                String name = Corpus.FOLDER.relativize(files.get(i)).toString();
                found.addAll(compare(name, i + 1, ours, theirs));
            }
        }
        Set<String> needed = new HashSet<>();
        List<Difference> unexplained = new ArrayList<>();
        for (Difference difference : found) {
            Optional<Explained> explained =
                    EXPLAINED.stream().filter(row -> row.explains(difference)).findFirst();
            explained.ifPresentOrElse(
                    row -> needed.add(row.need(difference)), () -> unexplained.add(difference));
        }
        assertThat(unexplained).as("differences that nothing explains").isEmpty();
        assertThat(EXPLAINED.stream().flatMap(Explained::needs).collect(Collectors.toSet()))
                .as("explanations of what does not differ")
                .isEqualTo(needed);
    }

    private static List<Difference> compare(
            String file, int number, ImapClient ours, ImapClient theirs) throws IOException {
        DescribedMessage here = new DescribedMessage(describe(ours, number));
        DescribedMessage there = new DescribedMessage(describe(theirs, number));
        Map<String, String> left = new TreeMap<>(here.values());
        Map<String, String> right = new TreeMap<>(there.values());
        SortedSet<String> parts = new TreeSet<>(here.partNumbers());
        parts.addAll(there.partNumbers());
        left.putAll(sections(ours, number, parts));
        right.putAll(sections(theirs, number, parts));
        SortedSet<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        List<Difference> found = new ArrayList<>();
        for (String name : names) {
            String one = left.getOrDefault(name, "-");
            String other = right.getOrDefault(name, "-");
            if (!one.equals(other)) {
                found.add(new Difference(file, name, one, other));
            }
        }
        return found;
    }

    private static ResponseValue.Items describe(ImapClient side, int number) throws IOException {
        return fetch(side, "FETCH %d (ENVELOPE BODYSTRUCTURE RFC822.SIZE)".formatted(number));
    }

    /** Every part and its header; a part that is not there is as good as an empty one. */
    private static Map<String, String> sections(
            ImapClient side, int number, SortedSet<String> parts) throws IOException {
        Map<String, String> sections = new TreeMap<>();
        for (String part : parts) {
            ResponseValue.Items fetched =
                    fetch(
                            side,
                            "FETCH %1$d (BODY.PEEK[%2$s] BODY.PEEK[%2$s.MIME])"
                                    .formatted(number, part));
            for (String section : List.of(BODY + part + "]", BODY + part + ".MIME]")) {
                sections.put(
                        section,
                        switch (fetched.named(section)) {
                            case ResponseValue.Text(String text) -> text;
                            case ResponseValue.Nil() -> "";
                            case ResponseValue.Word word -> word.toString();
                            case ResponseValue.Items items -> items.toString();
                        });
            }
        }
        return sections;
    }

    private static ResponseValue.Items fetch(ImapClient side, String command) throws IOException {
        return ResponseValue.fetched(side.command(command).all("FETCH").getFirst());
    }

    private static ImapClient logIn(RunningNode node) throws IOException {
        ImapClient imap =
                new ImapClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port("imap")),
                        Duration.ofSeconds(30));
        imap.logIn("tevie", TestCluster.PASSWORD);
        return imap;
    }
}

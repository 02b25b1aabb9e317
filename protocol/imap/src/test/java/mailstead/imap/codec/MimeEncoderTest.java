package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.mime.ContentFields;
import mailstead.mail.mime.ContentType;
import mailstead.mail.mime.Disposition;
import mailstead.mail.mime.Envelope;
import mailstead.mail.mime.EnvelopeAddress;
import mailstead.mail.mime.Headers;
import mailstead.mail.mime.Parameter;
import mailstead.mail.mime.Parameters;
import mailstead.mail.mime.Part;
import mailstead.mail.mime.Part.Place;
import mailstead.mail.mime.RawText;
import mailstead.mail.mime.Structure;
import org.junit.jupiter.api.Test;

final class MimeEncoderTest {

    private static final ContentFields PLAIN = ContentFields.of(ContentType.DEFAULT);

    private static String encode(FetchData item, Extension... enabled) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ResponseEncoder encoder = new ResponseEncoder(octets::write, Set.of(enabled));
        try {
            encoder.write(new Response.Fetch(Numbering.SEQUENCE, 1, List.of(item)));
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        String line = octets.toString(StandardCharsets.ISO_8859_1);
        return line.substring("* 1 FETCH (".length(), line.length() - ")\r\n".length());
    }

    private static String structure(Part root, boolean isExtensible, Extension... enabled) {
        return encode(new FetchData.BodyStructure(new Structure(root), isExtensible), enabled);
    }

    private static Optional<RawText> raw(String text) {
        return Optional.of(RawText.of(text));
    }

    private static EnvelopeAddress address(String localPart, String domain) {
        return new EnvelopeAddress.Mailbox(
                Optional.empty(), Optional.empty(), RawText.of(localPart), RawText.of(domain));
    }

    private static Parameter parameter(String name, String value, boolean extended) {
        return new Parameter(name, RawText.of(value), extended);
    }

    private static Envelope envelope(Optional<RawText> subject, EnvelopeAddress... from) {
        return new Envelope(
                Optional.empty(),
                subject,
                List.of(from),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void writesTheEnvelopeOfTheRfc() {
        Envelope envelope =
                Envelope.of(
                        Headers.parse(
                                """
                                Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
                                From: Terry Gray <gray@cac.washington.edu>
                                Subject: IMAP4rev2 WG mtg summary
                                To: imap@cac.washington.edu
                                Cc: minutes@CNRI.Reston.VA.US,
                                  John Klensin <KLENSIN@MIT.EDU>
                                Message-ID: <B27397-0100000@x>

                                """
                                        .getBytes(StandardCharsets.US_ASCII)));
        String terry = "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\"))";
        assertThat(encode(new FetchData.Envelope(envelope)))
                .isEqualTo(
                        "ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\""
                                + " \"IMAP4rev2 WG mtg summary\" "
                                + terry
                                + " "
                                + terry
                                + " "
                                + terry
                                + " ((NIL NIL \"imap\" \"cac.washington.edu\"))"
                                + " ((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")"
                                + "(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\"))"
                                + " NIL NIL \"<B27397-0100000@x>\")");
    }

    @Test
    void tellsAddressesFromGroups() {
        Envelope envelope =
                envelope(
                        raw(""),
                        new EnvelopeAddress.GroupStart(RawText.of("A \"Group\"")),
                        new EnvelopeAddress.Mailbox(
                                raw("N"), raw("@a,@b"), RawText.of("x"), RawText.of("y")),
                        new EnvelopeAddress.GroupEnd(),
                        address("nobody", ""),
                        address("", "nowhere"));
        assertThat(encode(new FetchData.Envelope(envelope)))
                .isEqualTo(
                        "ENVELOPE (NIL \"\" ((NIL NIL \"A \\\"Group\\\"\" NIL)"
                                + "(\"N\" \"@a,@b\" \"x\" \"y\")(NIL NIL NIL NIL)"
                                + "(NIL NIL \"nobody\" \"\")(NIL NIL \"\" \"nowhere\"))"
                                + " NIL NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void choosesTheFormOfAStringByItsOctets() {
        assertThat(subject("a\\b")).isEqualTo("\"a\\\\b\"");
        assertThat(subject("é")).isEqualTo("{2}\r\n\u00c3\u00a9");
        assertThat(subject("é", Extension.UTF8_ACCEPT)).isEqualTo("\"\u00c3\u00a9\"");
        assertThat(subject("a\0\rb")).isEqualTo("{4}\r\na?\rb");
        assertThat(subject("x".repeat(4_097))).startsWith("{4097}\r\n");
        Envelope broken = envelope(Optional.of(RawText.of(new byte[] {(byte) 0xE9})));
        assertThat(encode(new FetchData.Envelope(broken), Extension.UTF8_ACCEPT))
                .startsWith("ENVELOPE (NIL {1}\r\n\u00e9 NIL");
    }

    private static String subject(String text, Extension... enabled) {
        String written = encode(new FetchData.Envelope(envelope(raw(text))), enabled);
        String head = "ENVELOPE (NIL ";
        return written.substring(head.length(), written.length() - " NIL".length() * 8 - 1);
    }

    @Test
    void writesALeaf() {
        Part text = new Part.Leaf(new Place(0, 10, 110, 4), PLAIN);
        String body = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 100 4";
        assertThat(structure(text, false)).isEqualTo("BODY " + body + ")");
        assertThat(structure(text, true)).isEqualTo("BODYSTRUCTURE " + body + " NIL NIL NIL NIL)");
        Part image =
                new Part.Leaf(
                        new Place(0, 10, 15, 0),
                        new ContentFields(
                                new ContentType("IMAGE", "png", Parameters.NONE),
                                Optional.of(
                                        new Disposition(
                                                "attachment",
                                                new Parameters(
                                                        List.of(
                                                                parameter(
                                                                        "filename",
                                                                        "UTF-8''%C3%A9.png",
                                                                        true),
                                                                parameter("size", "5", false))))),
                                "base64",
                                raw("<id@x>"),
                                raw("a picture"),
                                raw("md5=="),
                                List.of("en", "de"),
                                raw("http://x/")));
        assertThat(structure(image, true))
                .isEqualTo(
                        "BODYSTRUCTURE (\"IMAGE\" \"png\" NIL \"<id@x>\" \"a picture\" \"base64\" 5"
                                + " \"md5==\" (\"attachment\" (\"filename*\" \"UTF-8''%C3%A9.png\""
                                + " \"size\" \"5\")) (\"en\" \"de\") \"http://x/\")");
    }

    @Test
    void writesMultipartsAndMessages() {
        Part inner = new Part.Leaf(new Place(60, 70, 75, 1), PLAIN);
        ContentType rfc822 = new ContentType("message", "rfc822", Parameters.NONE);
        Headers headers = Headers.parse("Subject: hi\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Part message =
                new Part.Message(
                        new Place(50, 60, 75, 2), ContentFields.of(rfc822), headers, inner);
        Part root =
                new Part.Multipart(
                        new Place(0, 40, 100, 9),
                        ContentFields.of(
                                new ContentType(
                                        "multipart",
                                        "Mixed",
                                        new Parameters(
                                                List.of(parameter("boundary", "b", false))))),
                        List.of(inner, message));
        String leaf = "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 5 1";
        String envelope = " (NIL \"hi\" NIL NIL NIL NIL NIL NIL NIL NIL) ";
        String rfc = "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 15" + envelope;
        assertThat(structure(root, false))
                .isEqualTo("BODY (" + leaf + ")" + rfc + leaf + ") 2) \"Mixed\")");
        assertThat(structure(root, true))
                .isEqualTo(
                        "BODYSTRUCTURE ("
                                + leaf
                                + " NIL NIL NIL NIL)"
                                + rfc
                                + leaf
                                + " NIL NIL NIL NIL) 2 NIL NIL NIL NIL)"
                                + " \"Mixed\" (\"boundary\" \"b\") NIL NIL NIL)");
    }

    @Test
    void showsInternationalMessagesToWhomUnderstandsThem() {
        Part inner = new Part.Leaf(new Place(60, 70, 75, 1), PLAIN);
        Part message =
                new Part.Message(
                        new Place(50, 60, 75, 2),
                        ContentFields.of(new ContentType("message", "global", Parameters.NONE)),
                        Headers.NONE,
                        inner);
        assertThat(structure(message, false))
                .isEqualTo("BODY (\"message\" \"global\" NIL NIL NIL \"7bit\" 15)");
        assertThat(structure(message, false, Extension.IMAP4REV2))
                .startsWith("BODY (\"message\" \"global\" NIL NIL NIL \"7bit\" 15 (NIL NIL ")
                .endsWith(" 5 1) 2)");
    }
}

package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import mailstead.imap.codec.FetchItem.Partial;
import mailstead.imap.codec.FetchItem.Rfc822Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FetchItemsTest {

    private static Command.Fetch fetch(String items) {
        return (Command.Fetch) Dialogue.read("a1 UID FETCH 1 " + items);
    }

    private static Arguments row(String text, FetchItem... items) {
        return Arguments.of(text, List.of(items));
    }

    private static FetchItem body(Section.Text text, Integer... part) {
        return new FetchItem.Body(new Section(List.of(part), text), false, Optional.empty());
    }

    private static final Section.Text WHOLE = new Section.Text.Whole();
    private static final Section.Text HEADER = new Section.Text.Header();
    private static final Section.Text BODY = new Section.Text.Body();
    private static final Section.Text MIME = new Section.Text.Mime();

    static Stream<Arguments> items() {
        return Stream.of(
                row(
                        "ALL",
                        new FetchItem.Flags(),
                        new FetchItem.InternalDate(),
                        new FetchItem.Size(),
                        new FetchItem.Envelope()),
                row(
                        "fast",
                        new FetchItem.Flags(),
                        new FetchItem.InternalDate(),
                        new FetchItem.Size()),
                row(
                        "FULL",
                        new FetchItem.Flags(),
                        new FetchItem.InternalDate(),
                        new FetchItem.Size(),
                        new FetchItem.Envelope(),
                        new FetchItem.BodyStructure(false)),
                row("ENVELOPE", new FetchItem.Envelope()),
                row("BODY", new FetchItem.BodyStructure(false)),
                row("bodystructure", new FetchItem.BodyStructure(true)),
                row("RFC822", new FetchItem.Rfc822(Rfc822Part.MESSAGE)),
                row("RFC822.HEADER", new FetchItem.Rfc822(Rfc822Part.HEADER)),
                row("RFC822.TEXT", new FetchItem.Rfc822(Rfc822Part.TEXT)),
                row(
                        "(UID FLAGS MODSEQ EMAILID THREADID SAVEDATE RFC822.SIZE)",
                        new FetchItem.Uid(),
                        new FetchItem.Flags(),
                        new FetchItem.ModSeq(),
                        new FetchItem.EmailId(),
                        new FetchItem.ThreadId(),
                        new FetchItem.SaveDate(),
                        new FetchItem.Size()),
                row("PREVIEW", new FetchItem.Preview(false)),
                row("PREVIEW (LAZY)", new FetchItem.Preview(true)),
                row(
                        "(PREVIEW (lazy) UID PREVIEW)",
                        new FetchItem.Preview(true),
                        new FetchItem.Uid(),
                        new FetchItem.Preview(false)),
                row("BODY[]", body(WHOLE)),
                row("BODY[HEADER]", body(HEADER)),
                row("BODY[text]", body(BODY)),
                row("BODY[1]", body(WHOLE, 1)),
                row("BODY[2.13.1]", body(WHOLE, 2, 13, 1)),
                row("BODY[1.MIME]", body(MIME, 1)),
                row("BODY[2.1.HEADER]", body(HEADER, 2, 1)),
                row("BODY[2.TEXT]", body(BODY, 2)),
                row(
                        "BODY[HEADER.FIELDS (From \"X Y\" {2+}\r\nTo)]",
                        body(new Section.Text.HeaderFields(false, List.of("From", "X Y", "To")))),
                row(
                        "BODY[1.header.fields.not (A)]",
                        body(new Section.Text.HeaderFields(true, List.of("A")), 1)),
                row(
                        "BODY.PEEK[1]<0.1024>",
                        new FetchItem.Body(
                                new Section(List.of(1), WHOLE),
                                true,
                                Optional.of(new Partial(0, 1024)))),
                row(
                        "BODY[]<9223372036854775807.9223372036854775807>",
                        new FetchItem.Body(
                                Section.MESSAGE,
                                false,
                                Optional.of(new Partial(Long.MAX_VALUE, Long.MAX_VALUE)))),
                row("BINARY[]", new FetchItem.Binary(List.of(), false, Optional.empty())),
                row(
                        "BINARY.PEEK[1.2]<5.6>",
                        new FetchItem.Binary(List.of(1, 2), true, Optional.of(new Partial(5, 6)))),
                row("BINARY.SIZE[3]", new FetchItem.BinarySize(List.of(3))));
    }

    @ParameterizedTest
    @MethodSource("items")
    void reads(String text, List<FetchItem> items) {
        assertThat(fetch(text).items()).isEqualTo(items);
        assertThat(fetch(text).modifiers()).isEqualTo(FetchModifiers.NONE);
    }

    @Test
    void readsModifiers() {
        assertThat(fetch("FLAGS (CHANGEDSINCE 12345 VANISHED)").modifiers())
                .isEqualTo(new FetchModifiers(OptionalLong.of(12345), true, Optional.empty()));
        assertThat(fetch("(FLAGS) (PARTIAL -1:-100)").modifiers())
                .isEqualTo(
                        new FetchModifiers(
                                OptionalLong.empty(),
                                false,
                                Optional.of(new PartialRange(true, 1, 100))));
        assertThat(fetch("PREVIEW (CHANGEDSINCE 5)").modifiers())
                .isEqualTo(new FetchModifiers(OptionalLong.of(5), false, Optional.empty()));
        assertThat(fetch("PREVIEW (LAZY) (CHANGEDSINCE 5)").modifiers())
                .isEqualTo(new FetchModifiers(OptionalLong.of(5), false, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "()",
                "(ALL)",
                "FOO",
                "(FLAGS",
                "FLAGS)",
                "FLAGS UID",
                "(FLAGS UID))",
                "BODY[",
                "BODY[1",
                "BODY[1.]",
                "BODY[.1]",
                "BODY[0]",
                "BODY[01]",
                "BODY[1..2]",
                "BODY[1.2147483648]",
                "BODY[MIME]",
                "BODY[FOO]",
                "BODY[HEADER.FIELDS]",
                "BODY[HEADER.FIELDS ()]",
                "BODY[HEADER.FIELDS From]",
                "BODY[HEADER.FIELDS (From]",
                "BODY[HEADER.FIELDS (é)]",
                "BODY[]<0>",
                "BODY[]<0.0>",
                "BODY[]<-1.5>",
                "BODY[]<.5>",
                "BODY[]<1.5",
                "BODY[]<9223372036854775808.1>",
                "BODY.PEEK",
                "BODYSTRUCTURE[1]",
                "BINARY",
                "BINARY[HEADER]",
                "BINARY[1.]",
                "BINARY.SIZE",
                "BINARY.SIZE[1]<0.5>",
                "RFC822.PEEK",
                "PREVIEW (FOO)",
                "(PREVIEW (FOO))",
                "(PREVIEW (LAZY)",
                "FLAGS ()",
                "FLAGS (FOO 1)",
                "FLAGS (CHANGEDSINCE)",
                "FLAGS (CHANGEDSINCE -1)",
                "FLAGS (VANISHED)",
                "FLAGS (PARTIAL 1)"
            })
    void callsTheRestMalformed(String items) {
        assertThat(Dialogue.read("a1 UID FETCH 1 " + items)).isInstanceOf(Command.Malformed.class);
    }

    @Test
    void wantsUidsWithVanished() {
        assertThat(Dialogue.read("a1 FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)"))
                .isInstanceOf(Command.Malformed.class);
    }

    @Test
    void bindsThePartNumber() {
        assertThat(Dialogue.read("a1 FETCH 1 BODY[" + "1.".repeat(99) + "1]"))
                .isInstanceOf(Command.Fetch.class);
        assertThat(Dialogue.read("a1 FETCH 1 BODY[" + "1.".repeat(100) + "1]"))
                .isInstanceOf(Command.Malformed.class);
        assertThat(Dialogue.read("a1 FETCH 1 BINARY[" + "1.".repeat(100) + "1]"))
                .isInstanceOf(Command.Malformed.class);
    }
}

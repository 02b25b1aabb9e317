package mailstead.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MessageIdTest {

    @Test
    void areFoundAmongOtherText() {
        assertThat(ids("<a@b>")).containsExactly("a@b");
        assertThat(ids("<a@b><c@d>\r\n\t<e@f>")).containsExactly("a@b", "c@d", "e@f");
        assertThat(ids("Your message of \"Mon\" <a@b> (Joe)")).containsExactly("a@b");
        assertThat(ids("<<a@b>>")).containsExactly("a@b");
        assertThat(ids("< a@\r\n b >")).containsExactly("a@b");
        assertThat(ids("<>, <no-at>")).containsExactly("no-at");
        assertThat(ids("<a@b")).isEmpty();
        assertThat(ids("a@b>")).isEmpty();
        assertThat(ids("")).isEmpty();
    }

    @Test
    void areTheSameQuotedOrNot() {
        assertThat(ids("<\"01KF8JCEOCBS0045PS\"@xxx.yyy.com>"))
                .isEqualTo(ids("<01KF8JCEOCBS0045PS@xxx.yyy.com>"));
        assertThat(ids("<\"a \\\" b\"@c>")).containsExactly("a \" b@c");
    }

    @Test
    void ofAncestorsComeFromReferencesElseFromInReplyTo() {
        Headers both =
                Headers.parse(Messages.wire("In-Reply-To: <x@y>\nReferences: <a@b> <c@d>\n\n"));
        assertThat(MessageId.ancestors(both))
                .containsExactly(new MessageId("a@b"), new MessageId("c@d"));
        Headers reply =
                Headers.parse(Messages.wire("In-Reply-To: <x@y> <z@y>\nReferences: none\n\n"));
        assertThat(MessageId.ancestors(reply)).containsExactly(new MessageId("x@y"));
        assertThat(MessageId.ancestors(Headers.NONE)).isEmpty();
    }

    @Test
    void haveLimits() {
        StringBuilder many = new StringBuilder();
        IntStream.range(0, 5_000).forEach(i -> many.append('<').append(i).append('>'));
        List<String> ids = ids(many.toString());
        assertThat(ids).hasSize(MessageId.IDS_MAX);
        assertThat(ids.getFirst()).isEqualTo("0");
        assertThat(ids.get(1)).isEqualTo(String.valueOf(5_001 - MessageId.IDS_MAX));
        assertThat(ids.getLast()).isEqualTo("4999");
        assertThat(ids("<" + "x".repeat(1_001) + "><y>")).containsExactly("y");
    }

    private static List<String> ids(String value) {
        return MessageId.parseList(RawText.of(value)).stream().map(MessageId::value).toList();
    }
}

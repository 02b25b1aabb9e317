package mailstead.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import mailstead.mail.folder.ModifiedUtf7;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mailbox names, their encoding, and URLs of messages. */
final class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "abc, abc",
        "a&b, a&-b",
        "&, &-",
        "~peter/mail/台北/日本語, '~peter/mail/&U,BTFw-/&ZeVnLIqe-'",
        "Entwürfe, Entw&APw-rfe",
        "äöü, &AOQA9gD8-",
        "ä&, &AOQ-&-",
        "😀, &2D3eAA-",
        "a-b, a-b",
        "é-, &AOk--"
    })
    void encodesInModifiedUtf7(String text, String encoded) {
        assertThat(ModifiedUtf7.encode(text)).isEqualTo(encoded);
        assertThat(ModifiedUtf7.decode(encoded)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&",
                "a&b",
                "&AOQ",
                "&A-",
                "&AO-",
                "&AOR-",
                "&AGE-",
                "&AOQ-&APY-",
                "&AO Q-",
                "&AO/-",
                "&2D0-",
                "&3gA-",
                "&3gDYPQ-",
                "é",
                "a\tb",
                "&AAA-&-\u007f"
            })
    void doesNotDecodeWhatNobodyEncodes(String encoded) {
        assertThat(ModifiedUtf7.decode(encoded)).isEmpty();
    }

    @Test
    void decodingUndoesEncodingOfAnyText() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> "&-,+/ aZ".charAt(random.nextInt(8));
                            case 1 -> 0x10000 + random.nextInt(0x100000);
                            case 2 -> random.nextInt(0xD800);
                            default -> ' ' + random.nextInt(95);
                        });
            }
            String encoded = ModifiedUtf7.encode(text.toString());
            assertThat(encoded.chars()).allMatch(c -> c >= ' ' && c <= '~');
            assertThat(ModifiedUtf7.decode(encoded)).contains(text.toString());
        }
    }

    @Test
    void whatDecodesEncodesToTheSame() {
        Random random = new Random(8);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder encoded = new StringBuilder();
            int length = random.nextInt(10);
            for (int i = 0; i < length; i++) {
                encoded.append("&-AOQa2D3eg,+/ ".charAt(random.nextInt(15)));
            }
            ModifiedUtf7.decode(encoded.toString())
                    .ifPresent(text ->
                            assertThat(ModifiedUtf7.encode(text)).isEqualTo(encoded.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inbox, INBOX",
        "Inbox/Foo, INBOX/Foo",
        "inbox/, INBOX",
        "inboxes, inboxes",
        "foo/inbox, foo/inbox",
        "ınbox, ınbox",
        "a/, a",
        "a//, a/",
        "/, /"
    })
    void spellsNamesInOneWay(String text, String canonical) {
        assertThat(new MailboxName(text).text()).isEqualTo(canonical);
    }

    @Test
    void knowsWhatIsNoName() {
        for (String text :
                List.of(
                        "",
                        "a\0b",
                        "a\nb",
                        "a\u0085b",
                        "a\u2028",
                        "\ud800",
                        "x".repeat(4_097),
                        "é".repeat(2_049))) {
            assertThat(MailboxName.isValid(text)).isFalse();
            assertThatThrownBy(() -> new MailboxName(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new MailboxName("a//b").levels()).containsExactly("a", "", "b");
    }

    private static Section section(Section.Text text, Integer... part) {
        return new Section(List.of(part), text);
    }

    @Test
    void readsUrlsOfMessages() {
        assertThat(MessageUrl.parse("/INBOX;UIDVALIDITY=785799047/;UID=113330;section=1.5.9"))
                .isEmpty();
        assertThat(MessageUrl.parse("/INBOX;UIDVALIDITY=785799047/;UID=113330/;section=1.5.9"))
                .contains(
                        new MessageUrl(
                                Optional.of(MailboxName.INBOX),
                                OptionalLong.of(785799047),
                                113330,
                                section(new Section.Text.Whole(), 1, 5, 9),
                                Optional.empty()));
        assertThat(MessageUrl.parse("/gr%c3%bc%C3%9Fe/a%2Fb;UID=20"))
                .contains(
                        new MessageUrl(
                                Optional.of(new MailboxName("grüße/a/b")),
                                OptionalLong.empty(),
                                20,
                                Section.MESSAGE,
                                Optional.empty()));
        assertThat(MessageUrl.parse("/x/;uid=20/;section=HEADER.FIELDS%20(To)/;partial=5.10"))
                .contains(
                        new MessageUrl(
                                Optional.of(new MailboxName("x")),
                                OptionalLong.empty(),
                                20,
                                section(new Section.Text.HeaderFields(false, List.of("To"))),
                                Optional.of(new FetchItem.Partial(5, 10))));
        assertThat(MessageUrl.parse(";UID=20/;PARTIAL=7"))
                .contains(
                        new MessageUrl(
                                Optional.empty(),
                                OptionalLong.empty(),
                                20,
                                Section.MESSAGE,
                                Optional.of(new FetchItem.Partial(7, Long.MAX_VALUE))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/INBOX",
                "INBOX;UID=1",
                "/;UID=1",
                "/x;UID=0",
                "/x;UID=4294967296",
                "/x;UID=1x",
                "/x;UID=1/",
                "/x;UID=1/;FOO=1",
                "/x;UID=1/;SECTION=1]x",
                "/x;UID=1/;SECTION=FOO",
                "/x;UID=1/;PARTIAL=0.0",
                "/x;UID=1/;PARTIAL=0.5/;SECTION=1",
                "/x;UIDVALIDITY=0/;UID=1",
                "/x%;UID=1",
                "/x%4;UID=1",
                "/x%4é;UID=1",
                "/x%４１;UID=1",
                "/x%00;UID=1",
                "/x%FF;UID=1",
                "/x y;UID=1",
                "imap://host/INBOX;UID=1"
            })
    void readsNoOtherUrls(String url) {
        assertThat(MessageUrl.parse(url)).isEmpty();
    }
}

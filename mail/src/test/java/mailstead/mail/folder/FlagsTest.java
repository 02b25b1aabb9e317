package mailstead.mail.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlagsTest {

    private static final Flags SEEN = Flags.of(Flags.System.SEEN);

    @Test
    void keywordsAreOneWhateverTheirCase() {
        Flags one = Flags.ofKeywords("NonJunk", "$Forwarded");
        assertThat(one).isEqualTo(Flags.ofKeywords("$forwarded", "nonjunk"));
        assertThat(one.plus(Flags.ofKeywords("NONJUNK")).keywords())
                .containsExactly("$Forwarded", "NonJunk");
        assertThat(one.hasKeyword("nonJUNK")).isTrue();
        assertThat(one.minus(Flags.ofKeywords("nonjunk")).keywords()).containsExactly("$Forwarded");
    }

    @Test
    void theyAddUpAndTakeAway() {
        Flags both = SEEN.plus(Flags.ofKeywords("b", "a"));
        assertThat(both).hasToString("\\Seen a b");
        assertThat(both.minus(SEEN)).isEqualTo(Flags.ofKeywords("a", "b"));
        assertThat(both.minus(both)).isEqualTo(Flags.NONE);
        assertThat(both.intersection(Flags.ofKeywords("A", "z"))).isEqualTo(Flags.ofKeywords("a"));
        assertThat(both.plus(SEEN)).isSameAs(both);
        assertThat(both.minus(Flags.of(Flags.System.DRAFT))).isSameAs(both);
        assertThat(SEEN.has(Flags.System.SEEN)).isTrue();
        assertThat(SEEN.has(Flags.System.DELETED)).isFalse();
        assertThat(Flags.NONE.isEmpty()).isTrue();
    }

    @Test
    void systemFlagsAreReadInAnyCase() {
        assertThat(Flags.System.parse("\\sEEN")).contains(Flags.System.SEEN);
        assertThat(Flags.System.parse("\\Recent")).isEmpty();
        assertThat(Flags.System.parse("Seen")).isEmpty();
    }
}

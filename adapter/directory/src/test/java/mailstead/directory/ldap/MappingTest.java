package mailstead.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import mailstead.spi.Quota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MappingTest {

    @ParameterizedTest
    @EnumSource(Preset.class)
    void presetsAreComplete(Preset preset) {
        Mapping mapping = new Mapping(Optional.of(preset), Map.of());
        assertThat(new Mapping(Optional.empty(), mapping.all())).isEqualTo(mapping);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOGIN_FILTER|(uid={login}",
                "LOGIN_FILTER|(uid=x)",
                "LOGIN_FILTER|(uid={name})",
                "LOGIN_FILTER|none",
                "LOGIN|a b",
                "LOGIN|x)(y",
                "DEFAULT_UID|0",
                "DEFAULT_UID|many",
                "STATUS_VALUES|on",
                "STATUS_VALUES|on=maybe",
                "DENIES|nopop=pop4"
            })
    void whatIsWrongIsNamed(Term term, String value) {
        assertThatThrownBy(() ->
                        new Mapping(Optional.of(Preset.DOVECOT), Map.of(term, List.of(value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(term.word());
    }

    @Test
    void valuesAreEscapedInFilters() {
        assertThat(
                        FilterTemplate.parse("(uid={login})", java.util.Set.of("login"))
                                .with(Map.of("login", "a*)(\\\0é{login}$1"))
                                .toString())
                .isEqualTo("(uid=a\\2a\\29\\28\\5c\\00\\c3\\a9{login}$1)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000|1000|",
                "0||",
                "5K|5120|",
                "5kB|5120|",
                "2GiB|2147483648|",
                "1000S|1000|",
                "1000S,10C|1000|10",
                "10C||10",
                "0S,10C||10",
                "*:storage=1K|1024|",
                "*:storage=1|1024|",
                "*:bytes=1000:messages=7|1000|7",
                "storage=1M|1048576|"
            })
    void quotasHaveManyNotations(String text, Long octets, Long messages) {
        assertThat(Quotas.read(text)).contains(new Quota(optional(octets), optional(messages)));
    }

    private static OptionalLong optional(Long number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-1",
                "1X",
                "S",
                "1000S,",
                "1,2",
                "*:",
                "*:x=1",
                "9999999999999999999",
                "9999999999T"
            })
    void othersAreNone(String text) {
        assertThat(Quotas.read(text)).isEmpty();
    }
}

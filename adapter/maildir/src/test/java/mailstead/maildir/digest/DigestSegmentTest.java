package mailstead.maildir.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DigestSegmentTest {

    private static Map<String, byte[]> records() {
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("1800000007.Q1Rab.mx", new byte[] {1, 2, 3});
        records.put("1700000000.\uDC80odd", new byte[0]);
        records.put("no number", new byte[] {-1});
        return records;
    }

    @Test
    void whatWasWrittenIsFound() {
        DigestSegment written = DigestSegment.of(records());
        DigestSegment read = DigestSegment.parse(written.octets()).orElseThrow();
        assertThat(read.size()).isEqualTo(3);
        records().forEach((key, digest) -> assertThat(read.find(key)).hasValue(digest));
        assertThat(read.find("1800000007.Q1Rab.my")).isEmpty();
        assertThat(read.find("")).isEmpty();
    }

    @Test
    void aNameTellsTheRangeAndTheLength() {
        DigestSegment segment = DigestSegment.of(records());
        SegmentName name = segment.named("1.Q2R0.mx");
        assertThat(name.fromSeconds()).isZero();
        assertThat(name.toSeconds()).isEqualTo(1_800_000_007);
        assertThat(name.octets()).isEqualTo(segment.octets().length);
        assertThat(SegmentName.parse(name.toString())).hasValue(name);
        assertThat(name.covers(0)).isTrue();
        assertThat(name.covers(1_800_000_008)).isFalse();
    }

    @Test
    void aNameOfAnotherVersionOrMakerIsNone() {
        for (String text :
                new String[] {
                    "",
                    "d2.1-2.30.u",
                    "d1.1-2.30.",
                    "d1.1-2.99999999999.u",
                    "d1.1-2.30.u/x",
                    "d1.01-2.30.u",
                    "d1.-1-2.30.u",
                    "dovecot.index.cache",
                    "d1.1-2.30.\uDC80"
                }) {
            assertThat(SegmentName.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void anyOtherOctetAndAnyOtherLengthIsDamage() {
        byte[] whole = DigestSegment.of(records()).octets();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            assertThat(DigestSegment.parse(damaged)).as("octet " + i).isEmpty();
            assertThat(DigestSegment.parse(Arrays.copyOf(whole, i))).as("cut at " + i).isEmpty();
        }
        assertThat(DigestSegment.parse(Arrays.copyOf(whole, whole.length + 1))).isEmpty();
    }

    @Test
    void anEmptySegmentIsOne() {
        DigestSegment empty = DigestSegment.of(Map.of());
        assertThat(empty.size()).isZero();
        assertThat(empty.named("u").toString()).isEqualTo("d1.0-0.12.u");
    }
}

package mailstead.directory.copy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Head, manifest and instalment: what was signed is read back, and nothing else. */
final class FormatTest {

    private static final SigningKey.Pair PAIR = SigningKey.Pair.generate();
    private static final SigningKey.Pair OTHER = SigningKey.Pair.generate();
    private static final Instant AS_OF = Instant.parse("2026-11-25T02:28:20.123Z");
    private static final Point POINT = new Point(4711, "0f-mark");

    /** One of the three, and how it is read. */
    private record Kind(Object value, byte[] signed, Reading reading) {
        @Override
        public String toString() {
            return value.getClass().getSimpleName();
        }
    }

    private interface Reading {
        Object read(byte[] octets, TrustedKeys keys) throws BadCopy;
    }

    static Stream<Kind> kinds() throws BadCopy {
        SigningKey key = SigningKey.parse(PAIR.secret());
        Head head = head(Optional.of("0123456789abcdef"));
        Manifest manifest = manifest();
        Instalment instalment = instalment(entries());
        return Stream.of(
                new Kind(head, head.signed(key), Head::read),
                new Kind(manifest, manifest.signed(key), Manifest::read),
                new Kind(instalment, instalment.signed(key), Instalment::read));
    }

    private static Head head(Optional<String> nonce) {
        return new Head(new Version(12, 3), POINT, AS_OF, sum("m"), sum("i"), nonce);
    }

    private static Manifest manifest() {
        List<Manifest.Item> files = new ArrayList<>();
        for (Table table : Table.values()) {
            table.files().forEach(name -> files.add(new Manifest.Item(name, 77, sum(name))));
        }
        files.add(new Manifest.Item("mailboxes.cdb", 5L << 32, sum("x")));
        return new Manifest(new Version(12, 0), POINT, AS_OF, true, files);
    }

    private static Instalment instalment(List<Entry> entries) {
        return new Instalment(new Version(12, 3), sum("2"), POINT, AS_OF, false, entries);
    }

    private static List<Entry> entries() {
        return List.of(
                new Entry(Table.ACCOUNTS, "tevie", Optional.of(new byte[] {1, 2, 3})),
                new Entry(Table.ADDRESSES, "jürgen@x.example", Optional.of(new byte[0])),
                new Entry(Table.VOLUMES, "mail1", Optional.empty()));
    }

    private static Checksum sum(String text) {
        return Checksum.of(text.getBytes(UTF_8));
    }

    private static TrustedKeys trusted(String... pem) throws BadCopy {
        return TrustedKeys.parse(String.join("", pem));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasSignedIsRead(Kind kind) throws BadCopy {
        assertThat(kind.reading.read(kind.signed, trusted(PAIR.open())))
                .usingRecursiveComparison()
                .isEqualTo(kind.value);
        assertThat(kind.reading.read(kind.signed, trusted(OTHER.open(), PAIR.open())))
                .as("one of two keys")
                .usingRecursiveComparison()
                .isEqualTo(kind.value);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nobodyElsesSignatureCounts(Kind kind) throws BadCopy {
        TrustedKeys keys = trusted(OTHER.open());
        assertThatThrownBy(() -> kind.reading.read(kind.signed, keys))
                .isInstanceOf(BadCopy.class)
                .hasMessageContaining("signature");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noBitMayDiffer(Kind kind) throws BadCopy {
        TrustedKeys keys = trusted(PAIR.open());
        for (int bit = 0; bit < kind.signed.length * 8; bit++) {
            byte[] changed = kind.signed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> kind.reading.read(changed, keys))
                    .as("bit %d", bit)
                    .isInstanceOf(BadCopy.class);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noLengthButItsOwnWillDo(Kind kind) throws BadCopy {
        TrustedKeys keys = trusted(PAIR.open());
        for (int size = 0; size < kind.signed.length; size++) {
            byte[] cut = Arrays.copyOf(kind.signed, size);
            assertThatThrownBy(() -> kind.reading.read(cut, keys))
                    .as("%d octets", size)
                    .isInstanceOf(BadCopy.class);
        }
        byte[] longer = Arrays.copyOf(kind.signed, kind.signed.length + 1);
        assertThatThrownBy(() -> kind.reading.read(longer, keys)).isInstanceOf(BadCopy.class);
    }

    @Test
    void oneKindIsNeverTakenForAnother() throws Exception {
        TrustedKeys keys = trusted(PAIR.open());
        List<Kind> kinds = kinds().toList();
        for (Kind kind : kinds) {
            for (Kind other : kinds) {
                if (kind != other) {
                    assertThatThrownBy(() -> other.reading.read(kind.signed, keys))
                            .isInstanceOf(BadCopy.class);
                }
            }
        }
    }

    /** Signed by the right key, and yet strange: a newer publisher, or one with a bug. */
    @Test
    void strangeContentIsRefusedThoughSigned() throws Exception {
        SigningKey key = SigningKey.parse(PAIR.secret());
        TrustedKeys keys = trusted(PAIR.open());
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (Kind kind : kinds().toList()) {
            byte[] content = keys.open(kind.signed);
            for (int round = 0; round < 3_000; round++) {
                byte[] changed = content.clone();
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    changed[random.nextInt(changed.length)] =
                            (byte) (random.nextBoolean() ? random.nextInt() : '\n');
                }
                if (random.nextInt(4) == 0) {
                    changed = Arrays.copyOf(changed, random.nextInt(changed.length));
                }
                try {
                    kind.reading.read(key.sign(changed), keys);
                } catch (BadCopy _) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(3_000);
    }

    @Test
    void wordsOfLaterReleasesAreSkipped() throws Exception {
        SigningKey key = SigningKey.parse(PAIR.secret());
        TrustedKeys keys = trusted(PAIR.open());
        String text = new String(keys.open(head(Optional.empty()).signed(key)), US_ASCII);
        byte[] later = key.sign((text + "colour blue\n").getBytes(US_ASCII));
        assertThat(Head.read(later, keys)).isEqualTo(head(Optional.empty()));
        byte[] newer = key.sign(text.replace("-head 1", "-head 2").getBytes(US_ASCII));
        assertThatThrownBy(() -> Head.read(newer, keys))
                .isInstanceOf(BadCopy.class)
                .hasMessageContaining("mailstead-directory-head 2");
    }

    @Test
    void aManifestWithoutATableIsNone() throws Exception {
        SigningKey key = SigningKey.parse(PAIR.secret());
        Manifest whole = manifest();
        Manifest lacking =
                new Manifest(
                        whole.version(),
                        POINT,
                        AS_OF,
                        true,
                        whole.files().stream()
                                .filter(file -> !file.name().equals("accounts.b.cdb"))
                                .toList());
        TrustedKeys keys = trusted(PAIR.open());
        assertThatThrownBy(() -> Manifest.read(lacking.signed(key), keys))
                .isInstanceOf(BadCopy.class);
    }

    @Test
    void versionsAreOrderedAndWrittenInOneWay() throws Exception {
        assertThat(
                        Stream.of("2.0", "1.10", "10.0", "1.9", "1.0")
                                .map(FormatTest::version)
                                .sorted()
                                .map(Version::toString))
                .containsExactly("1.0", "1.9", "1.10", "2.0", "10.0");
        for (String bad :
                List.of(
                        "",
                        "1",
                        "1.",
                        ".1",
                        "0.0",
                        "01.0",
                        "1.00",
                        "1.-1",
                        "-1.0",
                        "1.0.0",
                        "1.2147483648",
                        "99999999999999999999.0",
                        "１.0")) {
            assertThatThrownBy(() -> Version.parse(bad)).as(bad).isInstanceOf(BadCopy.class);
        }
    }

    private static Version version(String text) {
        try {
            return Version.parse(text);
        } catch (BadCopy e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void namesLeadNowhereElse() {
        assertThat(Names.generationOf("generation-12")).hasValue(12);
        assertThat(Names.instalmentOf(Names.instalment(3))).hasValue(3);
        for (String bad :
                List.of(
                        "generation-12.new",
                        "generation-",
                        "generation-0",
                        "generation-012",
                        "generation--1",
                        "head",
                        "generation-9223372036854775808")) {
            assertThat(Names.generationOf(bad)).as(bad).isEmpty();
        }
        assertThat(Names.isFile("accounts.f.cdb")).isTrue();
        for (String bad : List.of("", "..", ".x", "a/b", "A", "a b", "a\n", "é")) {
            assertThat(Names.isFile(bad)).as(bad).isFalse();
        }
    }

    @Test
    void keysAreThoseOfOpenSsl() throws Exception {
        // openssl genpkey -algorithm ed25519; RFC 8410 section 10.3
        String secret =
                """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
                -----END PRIVATE KEY-----
                """;
        String open =
                """
                -----BEGIN PUBLIC KEY-----
                MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
                -----END PUBLIC KEY-----
                """;
        byte[] signed = head(Optional.empty()).signed(SigningKey.parse(secret));
        assertThat(Head.read(signed, TrustedKeys.parse(open))).isEqualTo(head(Optional.empty()));
        assertThatThrownBy(() -> SigningKey.parse(open)).isInstanceOf(BadCopy.class);
        assertThatThrownBy(() -> TrustedKeys.parse(secret)).isInstanceOf(BadCopy.class);
        assertThatThrownBy(() -> TrustedKeys.parse("")).isInstanceOf(BadCopy.class);
        assertThatThrownBy(() -> TrustedKeys.parse(open.repeat(17))).isInstanceOf(BadCopy.class);
    }
}

package mailstead.directory.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;
import mailstead.testkit.contract.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordsTest {

    private static final Account FULL =
            new Account(
                    "tévie@x.example",
                    "c1",
                    List.of(Examples.address("te vie@x.example"), Examples.address("t@y.example")),
                    List.of("{ARGON2ID}$argon2id$x", "{SCRAM-SHA-256}y"),
                    new Home("mail1", "12/ü/box"),
                    Optional.of(new Owner(Integer.MAX_VALUE, 0)),
                    new Quota(OptionalLong.of(Long.MAX_VALUE), OptionalLong.of(0)),
                    EnumSet.of(MailService.IMAP, MailService.DELIVERY),
                    Status.SUSPENDED,
                    Status.SUSPENDED,
                    Map.of("b", "line\nline\ttab", "a", ""),
                    List.of(
                            new AppPassword(
                                    "phone",
                                    "My phone",
                                    "{SCRAM-SHA-256}z",
                                    Set.of(MailService.IMAP, MailService.SUBMISSION),
                                    Instant.ofEpochSecond(1_800_000_000),
                                    Optional.of(Instant.ofEpochSecond(1_900_000_000))),
                            new AppPassword(
                                    "old",
                                    "Älter",
                                    "{PLAIN}z",
                                    Set.of(MailService.POP3),
                                    Instant.EPOCH,
                                    Optional.empty())));

    private static final BackEnd BACK_END =
            new BackEnd(
                    "be-1",
                    "east",
                    100,
                    BackEnd.State.DRAINING,
                    Map.of(
                            BackEnd.Protocol.IMAP,
                            new BackEnd.Endpoint("be-1.example", 993, BackEnd.Tls.IMPLICIT),
                            BackEnd.Protocol.LMTP,
                            new BackEnd.Endpoint("2001:db8::1", 24, BackEnd.Tls.NONE)),
                    BackEnd.LogIn.MASTER_USER,
                    Map.of("rack", "12"));

    /** A record, its key, and how it is read. */
    private record Kind(String name, Object value, byte[] octets, Reading reading) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Reading {
        Object read(byte[] octets) throws BadCopy;
    }

    static Stream<Kind> kinds() {
        Address address = Examples.address("List@x.example");
        Alias alias =
                new Alias(
                        address.folded(),
                        "c2",
                        List.of(
                                Examples.address("Any.One@far.example"),
                                address.withLocalPart("b")));
        Domain domain =
                new Domain(
                        Examples.name("x.example"),
                        "c1",
                        Status.SUSPENDED,
                        Status.SUSPENDED,
                        Optional.of(Examples.address("Rest@far.example")),
                        Optional.of(Examples.address("pm@far.example")));
        Domain bare = Examples.domain("bücher.example", "c1", Status.ACTIVE);
        Customer customer = new Customer("c1", "Café", Status.ACTIVE, Optional.empty(), Map.of());
        Customer full = Examples.customer("c2", Status.SUSPENDED);
        Volume volume = new Volume("mail1", "/mail1", "marker", 1000);
        Account plain = Examples.account("plain");
        return Stream.of(
                new Kind("account", FULL, Records.of(FULL), o -> Records.account(FULL.login(), o)),
                new Kind("plain", plain, Records.of(plain), o -> Records.account("plain", o)),
                new Kind(
                        "mailbox",
                        new Records.Addressee.Mailbox("tevie"),
                        Records.of(address, "tevie"),
                        o -> Records.addressee(address, o)),
                new Kind(
                        "alias",
                        new Records.Addressee.Expansion(alias),
                        Records.of(alias),
                        o -> Records.addressee(address, o)),
                new Kind(
                        "domain",
                        domain,
                        Records.of(domain),
                        o -> Records.domain(domain.name(), o)),
                new Kind("bare", bare, Records.of(bare), o -> Records.domain(bare.name(), o)),
                new Kind(
                        "customer", customer, Records.of(customer), o -> Records.customer("c1", o)),
                new Kind("full", full, Records.of(full), o -> Records.customer("c2", o)),
                new Kind("volume", volume, Records.of(volume), o -> Records.volume("mail1", o)),
                new Kind(
                        "back end",
                        BACK_END,
                        Records.of(BACK_END),
                        o -> Records.backEnd("be-1", o)),
                new Kind(
                        "names",
                        List.of("mail1", "mail2"),
                        Records.ofNames(List.of("mail2", "mail1")),
                        Records::names));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatWasWrittenIsRead(Kind kind) throws BadCopy {
        assertThat(kind.reading.read(kind.octets)).isEqualTo(kind.value);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noBitMayDiffer(Kind kind) {
        for (int bit = 0; bit < kind.octets.length * 8; bit++) {
            byte[] changed = kind.octets.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> kind.reading.read(changed))
                    .as("bit %d", bit)
                    .isInstanceOf(BadCopy.class);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noLengthButItsOwnWillDo(Kind kind) {
        for (int size = 0; size <= kind.octets.length + 1; size++) {
            byte[] other = Arrays.copyOf(kind.octets, size);
            if (size != kind.octets.length) {
                assertThatThrownBy(() -> kind.reading.read(other))
                        .as("%d octets", size)
                        .isInstanceOf(BadCopy.class);
            }
        }
    }

    @Test
    void aRecordUnderAnotherKeyIsDamaged() {
        assertThatThrownBy(() -> Records.account("somebody", Records.of(FULL)))
                .isInstanceOf(BadCopy.class);
        Volume volume = Examples.volume("c1");
        assertThatThrownBy(() -> Records.customer("c1", Records.of(volume)))
                .isInstanceOf(BadCopy.class);
    }

    @Test
    void fieldsOfLaterReleasesAreSkipped() throws BadCopy {
        byte[] octets = Records.of(FULL);
        OctetWriter later = new OctetWriter();
        later.put(Arrays.copyOf(octets, octets.length - 4));
        for (int tag : new int[] {200, 8}) {
            byte[] content = OctetWriter.utf8("TELEPATHY");
            later.put(tag);
            later.putInt(content.length);
            later.put(content);
        }
        byte[] fields = later.octets();
        OctetWriter key = new OctetWriter();
        key.put(Table.ACCOUNTS.code());
        key.put(OctetWriter.utf8(FULL.login()));
        later.putInt(OctetReader.sum(key.octets(), fields, 0, fields.length));
        assertThat(Records.account(FULL.login(), later.octets())).isEqualTo(FULL);
    }

    /** The largest that may be in a directory fits. */
    @Test
    void aListOfTenThousandIsRead() throws BadCopy {
        String domain = ("a".repeat(60) + ".").repeat(4) + "example";
        List<Address> targets =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> Examples.address("x".repeat(200) + i + "@" + domain))
                        .toList();
        Alias alias = new Alias(Examples.address("all@x.example"), "c1", targets);
        byte[] octets = Records.of(alias);
        assertThat(octets.length).isLessThan(Entry.VALUE_OCTETS_MAX);
        assertThat(Records.addressee(alias.address(), octets))
                .isEqualTo(new Records.Addressee.Expansion(alias));
    }

    @Test
    void shardsAreFixedAndEven() {
        // CRC-32 of "123456789" is cbf43926: a copy is written by one release and read by another.
        assertThat(Keys.shard("123456789")).isEqualTo(0xc);
        assertThat(Table.ACCOUNTS.file("123456789")).isEqualTo("accounts.c.cdb");
        int[] counts = new int[Keys.SHARDS];
        for (int i = 0; i < 16_000; i++) {
            counts[Keys.shard("user" + i + "@x.example")]++;
        }
        assertThat(IntStream.of(counts)).allMatch(count -> count > 800 && count < 1_200);
    }

    @Test
    void standingIsTheWorstOfAllConcerned() {
        Map<String, Status> customers = Map.of("c1", Status.ACTIVE, "bad", Status.SUSPENDED);
        Map<String, Domain> domains =
                Map.of(
                        "x.example", Examples.domain("x.example", "c1", Status.ACTIVE),
                        "shut.example", Examples.domain("shut.example", "c1", Status.SUSPENDED),
                        "owed.example", Examples.domain("owed.example", "bad", Status.ACTIVE));
        Standing<RuntimeException> standing =
                new Standing<>(
                        new Standing.Source<>() {
                            @Override
                            public Optional<Customer> customer(String customerId) {
                                return Optional.ofNullable(customers.get(customerId))
                                        .map(status -> Examples.customer(customerId, status));
                            }

                            @Override
                            public Optional<Domain> domain(DomainName name) {
                                return Optional.ofNullable(domains.get(name.ascii()));
                            }
                        });
        Account good = Examples.account("a@x.example", "a@x.example", "b@shut.example");
        assertThat(standing.of(good).standing()).isEqualTo(Status.ACTIVE);
        assertThat(standing.of(Examples.account("far@elsewhere.example")).standing())
                .isEqualTo(Status.ACTIVE);
        for (Account bad :
                List.of(
                        Examples.withStatus(good, Status.SUSPENDED),
                        Examples.account("a@shut.example", "a@x.example"),
                        Examples.account("a@owed.example"),
                        Examples.account("a", "a@owed.example", "b@x.example"),
                        Examples.account("a", "a@shut.example"))) {
            assertThat(standing.of(bad).standing()).as("%s", bad).isEqualTo(Status.SUSPENDED);
        }
        assertThat(domains.values())
                .extracting(domain -> standing.of(domain).standing())
                .containsOnlyOnce(Status.ACTIVE);
    }
}

package mailstead.node.bench;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import mailstead.directory.copy.Point;
import mailstead.directory.publish.Centre;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/**
 * An ISP's directory that is made up while it is read: each account has one address, two verifiers
 * (Argon2id and SCRAM), a quota and an owner; there are 100 domains, and one alias for each 20
 * accounts. Nothing changes in it.
 */
final class GeneratedCentre implements Centre {

    private static final int DOMAINS = 100;
    private static final int ACCOUNTS_PER_ALIAS = 20;
    private static final Point POINT = new Point(1, "made-up");
    static final String ARGON2 = "{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$";
    static final String SCRAM = "{SCRAM-SHA-256}4096,c2FsdHNhbHRzYWx0c2FsdA==,";
    static final String FILLING = "QWxsIHdvcmsgYW5kIG5vIHBsYXkgbWFrZXMgSmFjayBhIGR1bGw=";

    private final int accounts;
    private long generation;

    GeneratedCentre(int accounts) {
        this.accounts = accounts;
    }

    @Override
    public Point point() {
        return POINT;
    }

    @Override
    public <T> T read(Reading<T> reading) throws IOException {
        return reading.read(new All());
    }

    @Override
    public Claim claim() {
        return Claim.HELD;
    }

    @Override
    public long nextGeneration(long above) {
        generation = Math.max(generation, above) + 1;
        return generation;
    }

    @Override
    public void close() {}

    static String login(int number) {
        return "user" + number + "@" + domainName(number);
    }

    private static String domainName(int number) {
        return "isp" + number % DOMAINS + ".example";
    }

    private static Address address(String local, int number) {
        return Address.of(local, domainName(number)).orElseThrow();
    }

    private static Account account(int number) {
        return new Account(
                login(number),
                "c" + number / 10,
                List.of(address("user" + number, number)),
                List.of(
                        ARGON2 + (number + FILLING).substring(0, 43),
                        SCRAM
                                + (number + FILLING).substring(0, 43)
                                + "=,"
                                + FILLING.substring(0, 43)
                                + "="),
                new Home(
                        "mail" + number % 8,
                        number % 256 + "/" + number / 256 % 256 + "/user" + number),
                Optional.of(new Owner(5000, 5000)),
                new Quota(OptionalLong.of(1L << 30), OptionalLong.empty()),
                EnumSet.allOf(MailService.class),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }

    private final class All implements State {

        @Override
        public Point point() {
            return POINT;
        }

        @Override
        public boolean follows(Point earlier) {
            return earlier.equals(POINT);
        }

        @Override
        public List<Change> changesAfter(Point earlier, int max) {
            return List.of();
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public boolean isScramReady() {
            return true;
        }

        @Override
        public Optional<Customer> customer(String customerId) {
            return Optional.empty();
        }

        @Override
        public Optional<Domain> domain(DomainName name) {
            return Optional.empty();
        }

        @Override
        public Optional<Volume> volume(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<BackEnd> backEnd(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Account> account(String login) {
            return Optional.empty();
        }

        @Override
        public Optional<String> ownerOf(Address address) {
            return Optional.empty();
        }

        @Override
        public Optional<Alias> alias(Address address) {
            return Optional.empty();
        }

        @Override
        public List<Volume> volumes() {
            return IntStream.range(0, 8)
                    .mapToObj(i -> new Volume("mail" + i, "/mail" + i, "marker-" + i, 100))
                    .toList();
        }

        @Override
        public List<BackEnd> backEnds() {
            return List.of();
        }

        @Override
        public void customers(Sink<Customer> sink) throws IOException {
            for (int i = 0; i <= accounts / 10; i++) {
                sink.take(
                        new Customer(
                                "c" + i,
                                "Customer " + i,
                                Status.ACTIVE,
                                Optional.empty(),
                                Map.of()));
            }
        }

        @Override
        public void domains(Sink<Domain> sink) throws IOException {
            for (int i = 0; i < DOMAINS; i++) {
                sink.take(
                        new Domain(
                                DomainName.parse(domainName(i)).orElseThrow(),
                                "c0",
                                Status.ACTIVE,
                                Status.ACTIVE,
                                Optional.empty(),
                                Optional.empty()));
            }
        }

        @Override
        public void accounts(Sink<Account> sink) throws IOException {
            for (int i = 0; i < accounts; i++) {
                sink.take(GeneratedCentre.account(i));
            }
        }

        @Override
        public void aliases(Sink<Alias> sink) throws IOException {
            for (int i = 0; i < accounts; i += ACCOUNTS_PER_ALIAS) {
                sink.take(
                        new Alias(
                                GeneratedCentre.address("alias" + i, i),
                                "c" + i / 10,
                                List.of(GeneratedCentre.address("user" + i, i))));
            }
        }
    }
}

package mailstead.directory.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.directory.copy.Point;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Volume;
import mailstead.testkit.InMemoryDirectory;

/** A centre without a disk, in which customers change; for tests of many runs. */
final class MemoryCentre implements Centre {

    private final InMemoryDirectory truth = new InMemoryDirectory();
    private final List<Change> changes = new ArrayList<>();
    private long generation;

    Provisioning truth() {
        return truth;
    }

    void set(Customer customer) throws Exception {
        truth.setCustomer(customer);
        changes.add(new Change(Kind.CUSTOMER, customer.customerId()));
    }

    @Override
    public Point point() {
        return new Point(changes.size(), "m" + changes.size());
    }

    @Override
    public <T> T read(Reading<T> reading) throws IOException {
        return reading.read(new Now());
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

    private interface Look<T> {
        T look() throws MailException;
    }

    private static <T> T sure(Look<T> look) {
        try {
            return look.look();
        } catch (MailException e) {
            throw new AssertionError(e);
        }
    }

    private final class Now implements State {

        @Override
        public Point point() {
            return MemoryCentre.this.point();
        }

        @Override
        public boolean follows(Point earlier) {
            return earlier.sequence() <= changes.size();
        }

        @Override
        public List<Change> changesAfter(Point earlier, int max) {
            Set<Change> later =
                    new LinkedHashSet<>(changes.subList((int) earlier.sequence(), changes.size()));
            return List.copyOf(later);
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public boolean isScramReady() {
            return sure(truth::isScramReady);
        }

        @Override
        public Optional<Customer> customer(String customerId) {
            return sure(() -> truth.findCustomer(customerId));
        }

        @Override
        public Optional<Domain> domain(DomainName name) {
            return sure(() -> truth.findDomain(name));
        }

        @Override
        public Optional<Volume> volume(String name) {
            return sure(() -> truth.findVolume(name));
        }

        @Override
        public Optional<BackEnd> backEnd(String name) {
            return sure(() -> truth.findBackEnd(name));
        }

        @Override
        public Optional<Account> account(String login) {
            return sure(() -> truth.findAccount(login));
        }

        @Override
        public Optional<String> ownerOf(Address address) {
            return sure(truth::accounts).stream()
                    .filter(account -> account.addresses().contains(address))
                    .map(Account::login)
                    .findFirst();
        }

        @Override
        public Optional<Alias> alias(Address address) {
            return sure(() -> truth.findAlias(address));
        }

        @Override
        public List<Volume> volumes() {
            return sure(truth::allVolumes);
        }

        @Override
        public List<BackEnd> backEnds() {
            return sure(truth::backEnds);
        }

        @Override
        public void customers(Sink<Customer> sink) throws IOException {
            all(sure(truth::customers), sink);
        }

        @Override
        public void domains(Sink<Domain> sink) throws IOException {
            all(sure(truth::domains), sink);
        }

        @Override
        public void accounts(Sink<Account> sink) throws IOException {
            all(sure(truth::accounts), sink);
        }

        @Override
        public void aliases(Sink<Alias> sink) throws IOException {
            all(sure(truth::aliases), sink);
        }

        private static <T> void all(List<T> all, Sink<T> sink) throws IOException {
            for (T each : all) {
                sink.take(each);
            }
        }
    }
}

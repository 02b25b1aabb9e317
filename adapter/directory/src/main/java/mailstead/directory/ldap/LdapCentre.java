package mailstead.directory.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mailstead.directory.copy.Point;
import mailstead.directory.publish.Centre;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.Event;
import mailstead.mail.EventSink;
import mailstead.mail.MailException;
import mailstead.mail.Reason;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/**
 * What is in LDAP, for a publisher of lifeboats. Shared.
 *
 * <p>Servers are asked page by page which names there are, and then for each name what a node would
 * be told: so the copy never says what the directory would not. What is in doubt (two entries for
 * one address, an entry that cannot be understood) is left out, and so the copy is partial. Nothing
 * tells what has changed, so every reading is of everything.
 */
public final class LdapCentre implements Centre {

    /** There is no history in which states could be told apart. */
    private static final String MARK = "ldap";

    private final LdapDirectory directory;
    private final Turn turn;
    private final InstantSource clock;
    private final EventSink events;

    /** Sees to it that there is one publisher; LDAP cannot. */
    public interface Turn extends AutoCloseable {
        Claim claim() throws MailException;

        @Override
        void close();
    }

    /**
     * @param turn closed with this; the directory is not
     */
    LdapCentre(LdapDirectory directory, Turn turn, InstantSource clock, EventSink events) {
        this.directory = directory;
        this.turn = turn;
        this.clock = clock;
        this.events = events;
    }

    /** The servers cannot be asked (any more). */
    private static final class Away extends IOException {
        private static final long serialVersionUID = 1L;

        private final MailException failure;

        Away(MailException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    @Override
    public boolean tellsChanges() {
        return false;
    }

    @Override
    public Point point() {
        return new Point(clock.millis(), MARK);
    }

    @Override
    public <T> T read(Reading<T> reading) throws MailException, IOException {
        Whole whole = new Whole();
        try {
            T result = reading.read(whole);
            whole.report();
            return result;
        } catch (Away away) {
            throw away.failure;
        }
    }

    @Override
    public Claim claim() throws MailException {
        return turn.claim();
    }

    /** By the clock, so that a publisher elsewhere that begins later draws a higher one. */
    @Override
    public long nextGeneration(long above) {
        return Math.max(above + 1, clock.instant().getEpochSecond());
    }

    @Override
    public void close() {
        turn.close();
    }

    private interface Question<T> {
        Optional<T> ask() throws MailException;
    }

    /** Everything, read in the order domains, accounts, aliases, customers. */
    private final class Whole implements State {

        private final Point point = LdapCentre.this.point();
        private final List<DomainName> domains = new ArrayList<>();
        private final Set<String> customers = new TreeSet<>();
        private final Map<String, List<Address>> catchAlls = new HashMap<>();
        private final Map<String, List<Address>> reachedElsehow = new HashMap<>();
        private final List<Alias> forwards = new ArrayList<>();
        private boolean isAnybodyThere;
        private int leftOut;
        private Optional<String> firstLeftOut = Optional.empty();
        private Optional<Throwable> firstDoubt = Optional.empty();

        @Override
        public Point point() {
            return point;
        }

        @Override
        public boolean follows(Point earlier) {
            return false;
        }

        @Override
        public List<Change> changesAfter(Point earlier, int max) {
            return List.of();
        }

        @Override
        public long generation() {
            return 0;
        }

        @Override
        public boolean isScramReady() {
            return false;
        }

        @Override
        public List<Volume> volumes() {
            return directory.volumes();
        }

        @Override
        public List<BackEnd> backEnds() {
            return List.of();
        }

        @Override
        public void domains(Sink<Domain> sink) throws IOException {
            Set<DomainName> names = new LinkedHashSet<>();
            try {
                directory.domainNames(names::add);
            } catch (TemporaryFailure failure) {
                throw new Away(failure);
            }
            for (DomainName name : names) {
                Optional<Domain> found = answer(name.ascii(), () -> directory.domain(name));
                if (found.isPresent()) {
                    domains.add(name);
                    customers.add(found.get().customerId());
                    if (found.get().catchAll().isPresent()) {
                        noteCatchAll(found.get().catchAll().get());
                    }
                    sink.take(found.get());
                }
            }
        }

        /** Where it is one that only the directory understands. */
        private void noteCatchAll(Address catchAll) throws IOException {
            if (LdapDirectory.isOurs(catchAll)) {
                switch (answer(catchAll.toString(), () -> directory.addressee(catchAll))
                        .orElse(null)) {
                    case Addressee.Mailbox(Account account) ->
                            catchAlls
                                    .computeIfAbsent(account.login(), _ -> new ArrayList<>())
                                    .add(catchAll);
                    case Addressee.Expansion(Alias alias) -> forwards.add(alias);
                    case null -> {}
                }
            }
        }

        @Override
        public void accounts(Sink<Account> sink) throws IOException {
            entries(
                    directory.anyAccount(),
                    entry -> {
                        for (String value : directory.loginsOf(entry)) {
                            Optional<String> login = Names.login(value);
                            if (login.isPresent()) {
                                account(login.get(), sink);
                            }
                        }
                    });
            if (!isAnybodyThere) {
                throw new Away(
                        Servers.unavailable(
                                new IllegalStateException(
                                        "no account can be read, by " + directory.anyAccount())));
            }
        }

        private void account(String login, Sink<Account> sink) throws IOException {
            Optional<Account> found = answer(login, () -> directory.account(login));
            if (found.isEmpty() || !found.get().login().equals(login)) {
                return;
            }
            isAnybodyThere = true;
            Account account = found.get();
            customers.add(account.customerId());
            List<Address> reachedBy = new ArrayList<>();
            for (Address address : account.addresses()) {
                reach(account, address, reachedBy);
            }
            reachedBy.addAll(catchAlls.getOrDefault(login, List.of()));
            if (!reachedBy.equals(account.addresses())) {
                reachedElsehow.put(login, reachedBy);
            }
            sink.take(stored(account));
        }

        /** By which addresses the mailbox is reached; those that are forwarded become aliases. */
        private void reach(Account account, Address address, List<Address> reachedBy)
                throws IOException {
            Optional<Addressee> found =
                    answer(address.toString(), () -> directory.addressee(address));
            switch (found.orElse(null)) {
                case Addressee.Mailbox(Account owner) -> {
                    if (owner.login().equals(account.login()) && !reachedBy.contains(address)) {
                        reachedBy.add(address);
                    }
                }
                case Addressee.Expansion(Alias alias) -> {
                    forwards.add(alias);
                    for (Address target : alias.targets()) {
                        if (LdapDirectory.isOurs(target)) {
                            reach(account, target, reachedBy);
                        }
                    }
                }
                case null -> {}
            }
        }

        @Override
        public List<Address> reachedBy(Account account) {
            return reachedElsehow.getOrDefault(account.login(), account.addresses());
        }

        @Override
        public void aliases(Sink<Alias> sink) throws IOException {
            Set<Address> done = new LinkedHashSet<>();
            for (Alias alias : forwards) {
                if (done.add(alias.address())) {
                    sink.take(alias);
                }
            }
            Optional<Filter> filter = directory.anyAlias();
            if (filter.isEmpty()) {
                return;
            }
            entries(
                    filter.get(),
                    entry -> {
                        for (Address address : directory.addressesOfAlias(entry, domains)) {
                            Optional<Addressee> found =
                                    answer(address.toString(), () -> directory.addressee(address));
                            if (found.isPresent()
                                    && found.get() instanceof Addressee.Expansion(Alias alias)
                                    && !done.contains(alias.address())) {
                                customers.add(alias.customerId());
                                sink.take(alias);
                            }
                        }
                    });
        }

        @Override
        public void customers(Sink<Customer> sink) throws IOException {
            for (String id : customers) {
                sink.take(new Customer(id, id, Status.ACTIVE, Optional.empty(), Map.of()));
            }
        }

        private void entries(Filter filter, Sink<SearchResultEntry> sink) throws IOException {
            try {
                directory.entries(filter, sink);
            } catch (TemporaryFailure failure) {
                throw new Away(failure);
            }
        }

        /**
         * What a node would be told about a name; empty also where it would be told to try again,
         * unless that is because nobody answers.
         */
        private <T> Optional<T> answer(String name, Question<T> question) throws Away {
            try {
                return question.ask();
            } catch (MailException doubt) {
                if (!directory.isThere()) {
                    throw new Away(doubt);
                }
                leftOut++;
                if (firstLeftOut.isEmpty()) {
                    firstLeftOut = Optional.of(name);
                    firstDoubt = Optional.of(doubt);
                }
                return Optional.empty();
            }
        }

        private void report() {
            firstLeftOut.ifPresent(name ->
                    events.emit(
                            new Event.Trouble(
                                    Event.PROCESS,
                                    Reason.DIRECTORY_UNAVAILABLE,
                                    leftOut
                                            + " names of the directory in LDAP are not in the copy, the first is "
                                            + name,
                                    "'mailstead directory find "
                                            + name
                                            + "' says what is wrong with its entry; until that is corrected its mail waits",
                                    firstDoubt)));
        }

        // Whoever is told nothing of changes does not ask for single things.

        private static IllegalStateException notAsked() {
            return new IllegalStateException("this state follows no other");
        }

        @Override
        public Optional<Customer> customer(String customerId) {
            throw notAsked();
        }

        @Override
        public Optional<Domain> domain(DomainName name) {
            throw notAsked();
        }

        @Override
        public Optional<Volume> volume(String name) {
            throw notAsked();
        }

        @Override
        public Optional<BackEnd> backEnd(String name) {
            throw notAsked();
        }

        @Override
        public Optional<Account> account(String login) {
            throw notAsked();
        }

        @Override
        public Optional<String> ownerOf(Address address) {
            throw notAsked();
        }

        @Override
        public Optional<Alias> alias(Address address) {
            throw notAsked();
        }
    }

    /** Readers of a copy know of two domains of an account at most; here each counts. */
    private static Account stored(Account account) {
        return new Account(
                account.login(),
                account.customerId(),
                account.addresses(),
                account.verifiers(),
                account.home(),
                account.owner(),
                account.quota(),
                account.services(),
                account.standing(),
                account.standing(),
                account.attributes());
    }
}

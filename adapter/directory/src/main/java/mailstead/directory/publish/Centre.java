package mailstead.directory.publish;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mailstead.directory.copy.Point;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Volume;

/**
 * The centre as a publisher needs it: the database in which everything changes. Shared. What cannot
 * be had now is {@code TemporaryFailure}. Standings of what it gives are not computed: they are
 * each thing's own status.
 */
public interface Centre extends AutoCloseable {

    /** The newest state, by the word of whoever takes changes; costs one question. */
    Point point() throws MailException;

    /**
     * Whether it can be asked for what has changed. One that cannot is read as a whole each time,
     * its point means nothing, and what is published of it may lack what exists: such a copy proves
     * nothing.
     */
    default boolean tellsChanges() {
        return true;
    }

    /** Reads one state; others change things meanwhile. May take long, as the reading does. */
    <T> T read(Reading<T> reading) throws MailException, IOException;

    /** What is done with one state; its own trouble with files comes out of {@link #read}. */
    @FunctionalInterface
    interface Reading<T> {
        T read(State state) throws IOException;
    }

    /**
     * Becomes the one publisher of this centre, if nobody is, until {@link #close} or the end of
     * the process.
     */
    Claim claim() throws MailException;

    /** What came of {@link #claim}. */
    enum Claim {
        /** This has been the publisher since the last claim. */
        HELD,
        /** This is the publisher from now on; somebody else may have published before. */
        TAKEN,
        /** Somebody else is the publisher. */
        REFUSED
    }

    /** Draws a number for a generation: above this one and above all that were drawn before. */
    long nextGeneration(long above) throws MailException;

    /** Lets somebody else publish. */
    @Override
    void close();

    /** Takes what comes, one after the other. */
    @FunctionalInterface
    interface Sink<T> {
        void take(T next) throws IOException;
    }

    /** Something that has changed: its key, as in {@code directory.copy}. */
    record Change(Kind kind, String key) {}

    /** Of what a change was. */
    enum Kind {
        CUSTOMER,
        DOMAIN,
        VOLUME,
        BACK_END,
        ACCOUNT,
        ADDRESS,
        /** More than can be told one by one. */
        ALL,
        /** Of no interest to copies of this release. */
        OTHER
    }

    /** One state. Used within the reading only, by its thread. */
    interface State {

        Point point();

        /** Whether that was a state of this centre, and every change since then is still told. */
        boolean follows(Point earlier);

        /** What was changed after that state, each thing once; at most so many. */
        List<Change> changesAfter(Point earlier, int max);

        /** The newest number drawn by {@link #nextGeneration}. */
        long generation();

        boolean isScramReady();

        Optional<Customer> customer(String customerId);

        Optional<Domain> domain(DomainName name);

        Optional<Volume> volume(String name);

        Optional<BackEnd> backEnd(String name);

        Optional<Account> account(String login);

        /** The login whose address this is. */
        Optional<String> ownerOf(Address address);

        Optional<Alias> alias(Address address);

        List<Volume> volumes();

        List<BackEnd> backEnds();

        /** All of them, in any order, without holding them in memory. */
        void domains(Sink<Domain> sink) throws IOException;

        void accounts(Sink<Account> sink) throws IOException;

        void aliases(Sink<Alias> sink) throws IOException;

        /** After the other three. */
        void customers(Sink<Customer> sink) throws IOException;

        /**
         * The addresses whose mail lands in an account's mailbox, where that are not just its own.
         * Of the one that {@link #accounts} gave last.
         */
        default List<Address> reachedBy(Account account) {
            return account.addresses();
        }
    }
}

package mailstead.directory.replica;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mailstead.directory.copy.Keys;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Account;
import mailstead.spi.Directory;
import mailstead.spi.Domain;
import mailstead.spi.Volume;

/**
 * A directory that is answered from a copy alone. Shared. What is found there is an answer, late by
 * the copy's age; that something does not exist is said only when the copy is proven to be complete
 * after the question came, and is {@code DIRECTORY_UNAVAILABLE} otherwise. Changes nothing.
 */
public final class CopyDirectory implements Directory {

    private final Replica replica;

    /**
     * @param replica closed with this
     */
    public CopyDirectory(Replica replica) {
        this.replica = replica;
    }

    /** How the copy is. */
    public CopyState state() {
        return replica.state();
    }

    private <T> Optional<T> answer(String question, Replica.Look<T> look) throws TemporaryFailure {
        Optional<T> found = replica.look(look);
        if (found.isPresent()) {
            return found;
        }
        replica.prove(question);
        return replica.look(look);
    }

    @Override
    public Optional<Domain> domain(DomainName name) throws TemporaryFailure {
        return answer("domain " + name.ascii(), reading -> reading.judgedDomain(name));
    }

    @Override
    public Optional<Account> account(String login) throws TemporaryFailure {
        return Reading.canBeLogin(login)
                ? answer("account " + Keys.login(login), reading -> reading.account(login))
                : Optional.empty();
    }

    @Override
    public Optional<Addressee> addressee(Address address) throws TemporaryFailure {
        return firstAddressee(List.of(address));
    }

    @Override
    public Optional<Account> accountNamed(String name) throws TemporaryFailure {
        Optional<Address> address = Address.parse(name);
        if (address.isEmpty()) {
            return account(name);
        }
        return answer(
                "name " + Keys.login(name), reading -> reading.accountNamed(name, address.get()));
    }

    @Override
    public Optional<Addressee> firstAddressee(List<Address> inOrder) throws TemporaryFailure {
        String question = inOrder.stream().map(Keys::address).collect(Collectors.joining(" "));
        return answer("address " + question, reading -> reading.firstAddressee(inOrder));
    }

    @Override
    public Optional<Account> accountNow(String login) throws TemporaryFailure {
        replica.renew();
        return account(login);
    }

    @Override
    public List<Volume> volumes() throws TemporaryFailure {
        return replica.look(reading -> Optional.of(reading.volumes())).orElseThrow();
    }

    @Override
    public boolean isScramReady() throws TemporaryFailure {
        return replica.look(reading -> Optional.of(reading.isScramReady())).orElseThrow();
    }

    /** Nothing can be changed in a copy. */
    @Override
    public void upgradeVerifier(String login, String oldVerifier, List<String> newVerifiers) {}

    @Override
    public void close() {
        replica.close();
    }
}

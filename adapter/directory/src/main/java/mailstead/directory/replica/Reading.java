package mailstead.directory.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.directory.copy.BadCopy;
import mailstead.directory.copy.Keys;
import mailstead.directory.copy.Records;
import mailstead.directory.copy.Standing;
import mailstead.directory.copy.Table;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Customer;
import mailstead.spi.Directory.Addressee;
import mailstead.spi.Domain;
import mailstead.spi.Volume;

/**
 * One version of the directory, read: what is found is what stood there at that time, with its
 * standing. Confined to one look-up. Every method throws {@link BadCopy} where the copy is damaged.
 */
final class Reading implements Standing.Source<BadCopy> {

    private static final int LOGIN_CHARACTERS_MAX = 128;

    private final View view;
    private final Standing<BadCopy> standing = new Standing<>(this);

    Reading(View view) {
        this.view = view;
    }

    /** As it is stored, for judging. */
    @Override
    public Optional<Customer> customer(String customerId) throws BadCopy {
        Optional<byte[]> value = view.find(Table.CUSTOMERS, customerId);
        return value.isPresent()
                ? Optional.of(Records.customer(customerId, value.get()))
                : Optional.empty();
    }

    /** As it is stored, for judging. */
    @Override
    public Optional<Domain> domain(DomainName name) throws BadCopy {
        Optional<byte[]> value = view.find(Table.DOMAINS, name.ascii());
        return value.isPresent()
                ? Optional.of(Records.domain(name, value.get()))
                : Optional.empty();
    }

    Optional<Domain> judgedDomain(DomainName name) throws BadCopy {
        Optional<Domain> stored = domain(name);
        return stored.isPresent() ? Optional.of(standing.of(stored.get())) : Optional.empty();
    }

    Optional<Account> account(String typed) throws BadCopy {
        if (!canBeLogin(typed)) {
            return Optional.empty();
        }
        String login = Keys.login(typed);
        Optional<byte[]> value = view.find(Table.ACCOUNTS, login);
        return value.isPresent()
                ? Optional.of(standing.of(Records.account(login, value.get())))
                : Optional.empty();
    }

    /** Whether an account may have this login; if not, nobody needs to be asked. */
    static boolean canBeLogin(String typed) {
        return !typed.isEmpty()
                && typed.length() <= 2 * LOGIN_CHARACTERS_MAX
                && typed.codePointCount(0, typed.length()) <= LOGIN_CHARACTERS_MAX
                && typed.codePoints()
                        .noneMatch(c ->
                                c < ' '
                                        || c >= 127 && c < 160
                                        || Character.getType(c) == Character.SURROGATE
                                        || Character.isWhitespace(c)
                                        || Character.isSpaceChar(c));
    }

    Optional<Addressee> addressee(Address address) throws BadCopy {
        Optional<byte[]> value = view.find(Table.ADDRESSES, Keys.address(address));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return switch (Records.addressee(address, value.get())) {
            case Records.Addressee.Mailbox(String login) ->
                    Optional.of(
                            new Addressee.Mailbox(
                                    account(login)
                                            .orElseThrow(() ->
                                                    new BadCopy("an address of no account"))));
            case Records.Addressee.Expansion(var alias) ->
                    Optional.of(new Addressee.Expansion(alias));
        };
    }

    Optional<Account> accountNamed(String name, Address address) throws BadCopy {
        Optional<Account> byLogin = account(name);
        return byLogin.isPresent() ? byLogin : addressee(address).flatMap(Addressee::mailbox);
    }

    Optional<Addressee> firstAddressee(List<Address> inOrder) throws BadCopy {
        for (Address address : inOrder) {
            Optional<Addressee> found = addressee(address);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    List<Volume> volumes() throws BadCopy {
        List<Volume> volumes = new ArrayList<>();
        Optional<byte[]> list = view.find(Table.VOLUMES, Records.ALL_VOLUMES);
        for (String name : list.isPresent() ? Records.names(list.get()) : List.<String>of()) {
            Optional<byte[]> value = view.find(Table.VOLUMES, name);
            volumes.add(
                    Records.volume(
                            name,
                            value.orElseThrow(
                                    () -> new BadCopy("a volume is listed and missing"))));
        }
        return volumes;
    }

    boolean isScramReady() {
        return view.scramReady();
    }
}

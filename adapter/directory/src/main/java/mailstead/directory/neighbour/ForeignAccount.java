package mailstead.directory.neighbour;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import mailstead.spi.MailService;
import mailstead.spi.Owner;
import mailstead.spi.Quota;
import mailstead.spi.Status;

/**
 * An account as another program's file tells it. Immutable.
 *
 * @param name as it stands there; a log-in name, with or without a domain
 * @param verifiers encoded as in {@link mailstead.spi.Account#verifiers()}; none: nobody can log in
 * @param owner as whom its files are made, where the file says so
 * @param home absolute path of the account's home directory, if it has one
 * @param maildir absolute path of the Maildir, where the file names it apart from the home
 * @param status suspended where the file says that the account is locked
 * @param services what it may use
 */
public record ForeignAccount(
        String name,
        List<String> verifiers,
        Optional<Owner> owner,
        Optional<String> home,
        Optional<String> maildir,
        Quota quota,
        Status status,
        Set<MailService> services) {

    public ForeignAccount {
        verifiers = List.copyOf(verifiers);
        services = Set.copyOf(services);
    }

    /** Leaves the verifiers out: they are secrets. */
    @Override
    public String toString() {
        return "ForeignAccount[" + name + "]";
    }
}

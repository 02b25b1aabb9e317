package mailstead.service.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import mailstead.mail.MailException;
import mailstead.mail.TemporaryFailure;
import mailstead.service.account.AccountPasswords;
import mailstead.service.password.PasswordHashes;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Account;
import mailstead.spi.AppPassword;
import mailstead.spi.Home;
import mailstead.spi.Registry;

/**
 * What takes time and is done before a change's transaction begins: hashing, choosing a volume.
 * Shared.
 */
final class Preparation {

    private static final int ID_OCTETS = 12;

    private final Registry registry;
    private final PasswordHashes hashes;
    private final AccountPasswords passwords;
    private final Homes homes;
    private final InstantSource clock;
    private final RandomGenerator random;

    Preparation(
            Registry registry,
            PasswordHashes hashes,
            Homes homes,
            InstantSource clock,
            RandomGenerator random) {
        this.registry = registry;
        this.hashes = hashes;
        this.passwords = new AccountPasswords(hashes, clock, random);
        this.homes = homes;
        this.clock = clock;
        this.random = random;
    }

    /** What a change is done with. */
    enum Turn {
        ALONE,
        /** With others before it, which may make what it changes. */
        TOGETHER,
        /** Likewise, and everything will be undone: passwords are looked at and not hashed. */
        TRIAL
    }

    Draft.Prepared prepare(
            Caller caller, Resource<?> resource, Order request, DocumentCheck check, Turn turn)
            throws MailException {
        Fields body = request.body();
        Optional<List<String>> verifiers = Optional.empty();
        Optional<Home> home = Optional.empty();
        Optional<AccountPasswords.Made> made = Optional.empty();
        boolean isNew = request.operation() == Operation.CREATE;
        String login = login(body);
        if (resource == Resources.ACCOUNTS && isNew) {
            verifiers = verifiers(body, List.of(), check, turn);
            if (!body.has("home") && !login.isEmpty() && DocumentCheck.isPlain(login)) {
                home = Optional.of(homes.place(Words.folded(login)));
            }
        } else if (resource == Resources.ACCOUNTS && request.operation() == Operation.CHANGE) {
            Optional<Account> account = account(caller, request.key());
            if (account.isPresent() || turn != Turn.ALONE) {
                verifiers =
                        verifiers(
                                body,
                                account.map(Account::appPasswords).orElse(List.of()),
                                check,
                                turn);
            }
        } else if (resource == Resources.APP_PASSWORDS && isNew) {
            Optional<Account> account = account(caller, login);
            if (account.isPresent()) {
                made =
                        Optional.of(
                                passwords.make(account.get(), login, Set.of(), Optional.empty()));
            }
        }
        byte[] id = new byte[ID_OCTETS];
        random.nextBytes(id);
        // It begins with a letter then; commands take what begins with a hyphen for an option.
        id[0] &= 0x7F;
        return new Draft.Prepared(
                verifiers,
                home,
                made,
                Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                Tokens.fresh(random),
                clock.instant());
    }

    private static String login(Fields body) {
        return body.find("login").orElse(Value.Nothing.NOTHING) instanceof Value.Text(String login)
                ? login
                : "";
    }

    /** So that nobody has passwords hashed for what is not theirs. */
    private Optional<Account> account(Caller caller, String login) throws MailException {
        return registry.look(desk -> Provisioner.visible(desk, caller, Resources.ACCOUNTS, login));
    }

    private Optional<List<String>> verifiers(
            Fields body, List<AppPassword> present, DocumentCheck check, Turn turn)
            throws TemporaryFailure {
        Optional<Value> password = body.find("password");
        Optional<Value> hash = body.find("passwordHash");
        if (password.isPresent() && hash.isPresent()) {
            check.problem("/passwordHash", "cannot be given together with a password");
        }
        if (hash.isPresent()
                && hash.get() instanceof Value.Text(String encoded)
                && encoded.matches("[\\x21-\\x7E]{1,1024}")) {
            if (hashes.verify(encoded, new byte[0]) == PasswordHashes.Match.UNREADABLE) {
                check.problem("/passwordHash", "is of no scheme that can be checked");
            }
            return Optional.of(List.of(encoded));
        }
        if (hash.isPresent()) {
            check.problem("/passwordHash", "must be 1 to 1024 printable ASCII characters");
        }
        if (password.isEmpty()) {
            return Optional.empty();
        }
        return switch (password.get()) {
            case Value.Nothing _ -> Optional.of(List.of());
            case Value.Text(String text) when isPassword(text) ->
                    Optional.of(
                            turn == Turn.TRIAL
                                    ? List.of()
                                    : passwords.verifiers(
                                            present, text.getBytes(StandardCharsets.UTF_8)));
            case Value _ -> {
                check.problem(
                        "/password",
                        "must be a text of 1 to "
                                + PasswordHashes.PASSWORD_OCTETS_MAX
                                + " octets without control characters");
                yield Optional.empty();
            }
        };
    }

    private static boolean isPassword(String text) {
        return !text.isEmpty()
                && DocumentCheck.isPlain(text)
                && text.getBytes(StandardCharsets.UTF_8).length
                        <= PasswordHashes.PASSWORD_OCTETS_MAX;
    }
}

package mailstead.service.provisioning;

import java.util.List;
import java.util.stream.Stream;
import mailstead.spi.Account;
import mailstead.spi.Alias;

/** All kinds of things that can be provisioned, in the order in which people read of them. */
public final class Resources {

    static final CustomerResource CUSTOMERS = new CustomerResource();
    static final DomainResource DOMAINS = new DomainResource();
    static final AccountResource ACCOUNTS = new AccountResource();
    static final AppPasswordResource APP_PASSWORDS = new AppPasswordResource();
    static final AliasResource ALIASES = new AliasResource();
    static final VolumeResource VOLUMES = new VolumeResource();
    static final BackEndResource BACK_ENDS = new BackEndResource();

    static final AuditResource AUDIT = new AuditResource();

    private static final List<Resource<?>> NOTED =
            List.of(
                    CUSTOMERS,
                    DOMAINS,
                    ACCOUNTS,
                    APP_PASSWORDS,
                    ALIASES,
                    VOLUMES,
                    BACK_ENDS,
                    new MoveResource(),
                    new TokenResource());

    private static final List<Resource<?>> ALL =
            Stream.concat(NOTED.stream(), Stream.of(new WebhookResource(kinds()), AUDIT)).toList();

    private Resources() {}

    /** Names of all kinds of which changes are noted. */
    private static List<String> kinds() {
        return Stream.concat(NOTED.stream().map(Resource::name), Stream.of("webhooks")).toList();
    }

    public static List<Resource<?>> all() {
        return ALL;
    }

    /** An account's document. */
    public static Value.Fields document(Account account) {
        return ACCOUNTS.show(account);
    }

    /** An alias's document. */
    public static Value.Fields document(Alias alias) {
        return ALIASES.show(alias);
    }

    /**
     * @throws java.util.NoSuchElementException if there is none
     */
    public static Resource<?> named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
}

package mailstead.service.provisioning;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.mail.MailException;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.BackEnd;
import mailstead.spi.Customer;
import mailstead.spi.Desk;
import mailstead.spi.Domain;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Registry;
import mailstead.spi.Registry.Decision;
import mailstead.spi.Volume;

/**
 * A directory in which every change is noted as somebody's, in the change's own transaction.
 * Shared.
 */
public final class NotedProvisioning implements Provisioning {

    private final Provisioning directory;
    private final Registry registry;
    private final Caller caller;
    private final InstantSource clock;

    /**
     * @param directory the same as the registry, for what is only read
     */
    public NotedProvisioning(
            Provisioning directory, Registry registry, Caller caller, InstantSource clock) {
        this.directory = directory;
        this.registry = registry;
        this.caller = caller;
        this.clock = clock;
    }

    /** Finds what a change concerns. */
    @FunctionalInterface
    private interface Sought<T> {
        Optional<T> in(Desk desk) throws MailException;
    }

    @FunctionalInterface
    private interface Step {
        void at(Desk desk) throws MailException, Conflict;
    }

    private <T> void noted(Operation operation, Resource<T> resource, Sought<T> sought, Step step)
            throws MailException, Conflict {
        registry.together(desk -> {
            Optional<T> before = sought.in(desk);
            step.at(desk);
            Optional<T> after = sought.in(desk);
            if (before.isPresent() || after.isPresent()) {
                Notes.note(desk, caller, resource, operation, before, after, clock.instant());
            }
            return Decision.keep(operation);
        });
    }

    @Override
    public void addCustomer(Customer customer) throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.CUSTOMERS,
                desk -> desk.findCustomer(customer.customerId()),
                desk -> desk.addCustomer(customer));
    }

    @Override
    public void setCustomer(Customer customer) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.CUSTOMERS,
                desk -> desk.findCustomer(customer.customerId()),
                desk -> desk.setCustomer(customer));
    }

    @Override
    public void removeCustomer(String customerId) throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.CUSTOMERS,
                desk -> desk.findCustomer(customerId),
                desk -> desk.removeCustomer(customerId));
    }

    @Override
    public Optional<Customer> findCustomer(String customerId) throws MailException {
        return directory.findCustomer(customerId);
    }

    @Override
    public List<Customer> customers() throws MailException {
        return directory.customers();
    }

    @Override
    public void addDomain(Domain domain) throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.DOMAINS,
                desk -> desk.findDomain(domain.name()),
                desk -> desk.addDomain(domain));
    }

    @Override
    public void setDomain(Domain domain) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.DOMAINS,
                desk -> desk.findDomain(domain.name()),
                desk -> desk.setDomain(domain));
    }

    @Override
    public void removeDomain(DomainName name) throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.DOMAINS,
                desk -> desk.findDomain(name),
                desk -> desk.removeDomain(name));
    }

    @Override
    public Optional<Domain> findDomain(DomainName name) throws MailException {
        return directory.findDomain(name);
    }

    @Override
    public List<Domain> domains() throws MailException {
        return directory.domains();
    }

    @Override
    public void addAccount(Account account) throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.ACCOUNTS,
                desk -> desk.findAccount(account.login()),
                desk -> desk.addAccount(account));
    }

    @Override
    public void setAccount(Account account) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.ACCOUNTS,
                desk -> desk.findAccount(account.login()),
                desk -> desk.setAccount(account));
    }

    @Override
    public void removeAccount(String login) throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.ACCOUNTS,
                desk -> desk.findAccount(login),
                desk -> desk.removeAccount(login));
    }

    @Override
    public Optional<Account> findAccount(String login) throws MailException {
        return directory.findAccount(login);
    }

    @Override
    public List<Account> accounts() throws MailException {
        return directory.accounts();
    }

    @Override
    public void addAlias(Alias alias) throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.ALIASES,
                desk -> desk.findAlias(alias.address()),
                desk -> desk.addAlias(alias));
    }

    @Override
    public void setAlias(Alias alias) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.ALIASES,
                desk -> desk.findAlias(alias.address()),
                desk -> desk.setAlias(alias));
    }

    @Override
    public void removeAlias(Address address) throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.ALIASES,
                desk -> desk.findAlias(address),
                desk -> desk.removeAlias(address));
    }

    @Override
    public Optional<Alias> findAlias(Address address) throws MailException {
        return directory.findAlias(address);
    }

    @Override
    public List<Alias> aliases() throws MailException {
        return directory.aliases();
    }

    @Override
    public void addVolume(Volume volume) throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.VOLUMES,
                desk -> desk.findVolume(volume.name()),
                desk -> desk.addVolume(volume));
    }

    @Override
    public void setVolume(Volume volume) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.VOLUMES,
                desk -> desk.findVolume(volume.name()),
                desk -> desk.setVolume(volume));
    }

    @Override
    public void removeVolume(String name) throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.VOLUMES,
                desk -> desk.findVolume(name),
                desk -> desk.removeVolume(name));
    }

    @Override
    public Optional<Volume> findVolume(String name) throws MailException {
        return directory.findVolume(name);
    }

    @Override
    public List<Volume> allVolumes() throws MailException {
        return directory.allVolumes();
    }

    @Override
    public void addBackEnd(BackEnd backEnd) throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.BACK_ENDS,
                desk -> desk.findBackEnd(backEnd.name()),
                desk -> desk.addBackEnd(backEnd));
    }

    @Override
    public void setBackEnd(BackEnd backEnd) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.BACK_ENDS,
                desk -> desk.findBackEnd(backEnd.name()),
                desk -> desk.setBackEnd(backEnd));
    }

    @Override
    public void removeBackEnd(String name) throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.BACK_ENDS,
                desk -> desk.findBackEnd(name),
                desk -> desk.removeBackEnd(name));
    }

    @Override
    public Optional<BackEnd> findBackEnd(String name) throws MailException {
        return directory.findBackEnd(name);
    }

    @Override
    public List<BackEnd> backEnds() throws MailException {
        return directory.backEnds();
    }

    @Override
    public void setQuota(String login, Quota quota) throws MailException, Conflict {
        noted(
                Operation.CHANGE,
                Resources.ACCOUNTS,
                desk -> desk.findAccount(login),
                desk -> desk.setQuota(login, quota));
    }

    @Override
    public void addAppPassword(String login, AppPassword appPassword)
            throws MailException, Conflict {
        noted(
                Operation.CREATE,
                Resources.APP_PASSWORDS,
                desk -> AppPasswordResource.find(desk, login, appPassword.id()),
                desk -> desk.addAppPassword(login, appPassword));
    }

    @Override
    public void removeAppPassword(String login, String appPasswordId)
            throws MailException, Conflict {
        noted(
                Operation.REMOVE,
                Resources.APP_PASSWORDS,
                desk -> AppPasswordResource.find(desk, login, appPasswordId),
                desk -> desk.removeAppPassword(login, appPasswordId));
    }

    @Override
    public List<AppPasswordUse> appPasswords(String login) throws MailException, Conflict {
        return directory.appPasswords(login);
    }
}

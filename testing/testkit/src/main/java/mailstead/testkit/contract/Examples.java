package mailstead.testkit.contract;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailstead.mail.Address;
import mailstead.mail.DomainName;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Home;
import mailstead.spi.MailService;
import mailstead.spi.Provisioning;
import mailstead.spi.Quota;
import mailstead.spi.Status;
import mailstead.spi.Volume;

/** Entries that differ from each other only in what a test is about. */
public final class Examples {

    private Examples() {}

    /**
     * Customers {@code c1} and {@code c2}, volume {@code mail1}, domains {@code x.example} (c1) and
     * {@code y.example} (c2).
     */
    public static void fill(Provisioning provisioning) throws Exception {
        provisioning.addCustomer(customer("c1", Status.ACTIVE));
        provisioning.addCustomer(customer("c2", Status.ACTIVE));
        provisioning.addVolume(volume("mail1"));
        provisioning.addDomain(domain("x.example", "c1", Status.ACTIVE));
        provisioning.addDomain(domain("y.example", "c2", Status.ACTIVE));
    }

    public static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    public static DomainName name(String text) {
        return DomainName.parse(text).orElseThrow();
    }

    public static Customer customer(String customerId, Status status) {
        return new Customer(
                customerId,
                "Customer " + customerId,
                status,
                Optional.of("B-" + customerId),
                Map.of("since", "2001"));
    }

    public static Domain domain(String name, String customerId, Status status) {
        return new Domain(
                name(name), customerId, status, status, Optional.empty(), Optional.empty());
    }

    public static Volume volume(String name) {
        return new Volume(name, "/" + name, "marker-" + name, 100);
    }

    /**
     * An active account of customer c1 on mail1 that may use everything, with a home of its own.
     */
    public static Account account(String login, String... addresses) {
        return account(
                login, List.of("{ARGON2ID}$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA"), addresses);
    }

    public static Account account(String login, List<String> verifiers, String... addresses) {
        return new Account(
                login,
                "c1",
                List.of(addresses).stream().map(Examples::address).toList(),
                verifiers,
                new Home("mail1", "12/34/box" + login.chars().map(c -> c | 32).sum()),
                Optional.empty(),
                Quota.NONE,
                EnumSet.allOf(MailService.class),
                Status.ACTIVE,
                Status.ACTIVE,
                Map.of());
    }

    public static Account withStatus(Account account, Status status) {
        return new Account(
                account.login(),
                account.customerId(),
                account.addresses(),
                account.verifiers(),
                account.home(),
                account.owner(),
                account.quota(),
                account.services(),
                status,
                status,
                account.attributes());
    }

    /** For POP3 and IMAP, without an end. */
    public static AppPassword appPassword(String id, String verifier) {
        return new AppPassword(
                id,
                "Phone " + id,
                verifier,
                EnumSet.of(MailService.IMAP, MailService.POP3),
                Instant.ofEpochSecond(1_790_000_000),
                Optional.empty());
    }

    /** An alias of customer c1. */
    public static Alias alias(String address, String... targets) {
        return new Alias(
                address(address), "c1", List.of(targets).stream().map(Examples::address).toList());
    }
}

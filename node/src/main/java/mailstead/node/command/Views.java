package mailstead.node.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import mailstead.directory.ldap.LdapServerReport;
import mailstead.directory.replica.CopyReport;
import mailstead.directory.sql.ServerReport;
import mailstead.mail.Address;
import mailstead.mail.ByteSize;
import mailstead.service.account.AccountPasswords;
import mailstead.spi.Account;
import mailstead.spi.Alias;
import mailstead.spi.AppPassword;
import mailstead.spi.AppPasswordUse;
import mailstead.spi.Customer;
import mailstead.spi.Domain;
import mailstead.spi.Quota;
import mailstead.spi.Volume;
import org.jspecify.annotations.Nullable;

/**
 * How each kind of entry is shown. The JSON keys are a promise to scripts; secrets are never among
 * them.
 */
final class Views {

    private Views() {}

    static View of(Customer customer) {
        return new View()
                .with("customerId", customer.customerId())
                .with("name", customer.name())
                .with("status", word(customer.status()))
                .with("billingReference", customer.billingReference().orElse(null))
                .with("attributes", new TreeMap<>(customer.attributes()));
    }

    static View of(Domain domain) {
        return new View()
                .with("name", domain.name().ascii())
                .with("customerId", domain.customerId())
                .with("status", word(domain.status()))
                .with("standing", word(domain.standing()))
                .with("catchAll", domain.catchAll().map(Address::toString).orElse(null))
                .with("postmaster", domain.postmaster().map(Address::toString).orElse(null));
    }

    static View of(Alias alias) {
        return new View()
                .with("address", alias.address().toString())
                .with("customerId", alias.customerId())
                .with("targets", alias.targets().stream().map(Address::toString).toList());
    }

    static View of(Volume volume) {
        return new View()
                .with("name", volume.name())
                .with("folder", volume.folder())
                .with("weight", volume.weight())
                .with("markerId", volume.markerId());
    }

    static View of(ServerReport report) {
        return new View()
                .with("server", report.server())
                .with("role", report.role().orElse(null))
                .with("tables", report.shape().isEmpty() ? null : report.shape())
                .with(
                        "timeline",
                        report.timeline().isPresent() ? report.timeline().getAsLong() : null)
                .with("change", report.change().isPresent() ? report.change().getAsLong() : null)
                .with("problem", report.problem().orElse(null));
    }

    static View of(LdapServerReport report) {
        return new View()
                .with("server", report.server())
                .with("problem", report.problem().orElse(null));
    }

    static View of(CopyReport report) {
        return new View()
                .with("source", report.source())
                .with("folder", report.folder())
                .with("version", report.version().map(Object::toString).orElse(null))
                .with("complete", report.complete().map(Object::toString).orElse(null))
                .with("ageSeconds", report.age().map(Duration::toSeconds).orElse(null))
                .with("old", report.isOld())
                .with("atSource", report.atSource().map(Object::toString).orElse(null))
                .with("problem", report.problem().orElse(null));
    }

    static View of(Account account) {
        return new View()
                .with("login", account.login())
                .with("customerId", account.customerId())
                .with("addresses", account.addresses().stream().map(Address::toString).toList())
                .with(
                        "home",
                        ordered("volume", account.home().volume(), "path", account.home().path()),
                        account.home().volume() + ":" + account.home().path())
                .with(
                        "owner",
                        account.owner()
                                .map(o -> ordered("uid", o.uid(), "gid", o.gid()))
                                .orElse(null),
                        account.owner().map(o -> o.uid() + ":" + o.gid()).orElse("-"))
                .with(
                        "quota",
                        ordered(
                                "octets",
                                value(account.quota().octetsMax()),
                                "messages",
                                value(account.quota().messagesMax())),
                        text(account.quota()))
                .with("services", account.services().stream().map(Views::word).sorted().toList())
                .with("passwordSchemes", account.verifiers().stream().map(Views::scheme).toList())
                .with(
                        "appPasswords",
                        account.appPasswords().stream().map(AppPassword::label).toList())
                .with("status", word(account.status()))
                .with("standing", word(account.standing()))
                .with("attributes", new TreeMap<>(account.attributes()));
    }

    /** With the password itself, this once. */
    static View of(AccountPasswords.Made made) {
        return fields(made.appPassword(), new View().with("password", made.text()));
    }

    static View of(AppPasswordUse use) {
        return fields(use.appPassword(), new View())
                .with("lastUsed", use.lastUsed().map(Instant::toString).orElse(null));
    }

    private static View fields(AppPassword appPassword, View view) {
        return view.with("id", appPassword.id())
                .with("label", appPassword.label())
                .with(
                        "services",
                        appPassword.services().stream().map(Views::word).sorted().toList())
                .with("created", appPassword.created().toString())
                .with("expires", appPassword.expires().map(Instant::toString).orElse(null));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The name between the braces of {@code {ARGON2ID}...}; never any part of the hash. */
    private static String scheme(String verifier) {
        int end = verifier.indexOf('}');
        return verifier.startsWith("{") && end > 0 ? verifier.substring(1, end) : "crypt";
    }

    private static String text(Quota quota) {
        List<String> parts = new ArrayList<>();
        quota.octetsMax().ifPresent(octets -> parts.add(new ByteSize(octets).toString()));
        quota.messagesMax().ifPresent(messages -> parts.add(messages + " messages"));
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    private static @Nullable Object value(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static Map<String, @Nullable Object> ordered(
            String key, @Nullable Object value, String otherKey, @Nullable Object otherValue) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(key, value);
        map.put(otherKey, otherValue);
        return map;
    }
}

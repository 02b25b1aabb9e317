package mailstead.node.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mailstead.directory.ldap.LdapServerReport;
import mailstead.directory.replica.CopyReport;
import mailstead.directory.sql.ServerReport;
import mailstead.mail.ByteSize;
import mailstead.service.provisioning.Value.Fields;
import org.jspecify.annotations.Nullable;

/**
 * How each kind of entry is shown. The JSON keys are a promise to scripts; secrets are never among
 * them.
 */
final class Views {

    /** For what is named by an id that says nothing. */
    static final Comparator<Fields> OLDEST_FIRST =
            Comparator.<Fields, String>comparing(each -> each.text("createdAt").orElse(""))
                    .thenComparing(each -> each.text("label").orElse(""))
                    .thenComparing(each -> each.text("name").orElse(""));

    private Views() {}

    /** A thing as its document tells of it. */
    static View of(Kind kind, Fields document) {
        return switch (kind) {
            case CUSTOMER -> customer(document);
            case DOMAIN -> domain(document);
            case ALIAS -> alias(document);
            case ACCOUNT -> account(document);
            case APP_PASSWORD -> appPassword(document);
            case VOLUME -> volume(document);
            case TOKEN -> token(document);
            case WEBHOOK -> webhook(document);
            case LDAP_SERVER, SERVER -> throw new IllegalArgumentException("has no document");
        };
    }

    private static View customer(Fields customer) {
        return new View()
                .with("customerId", text(customer, "customerId"))
                .with("name", text(customer, "name"))
                .with("status", text(customer, "status"))
                .with("billingReference", text(customer, "billingReference"))
                .with("attributes", new TreeMap<>(customer.map("attributes")));
    }

    private static View domain(Fields domain) {
        return new View()
                .with("name", text(domain, "name"))
                .with("customerId", text(domain, "customerId"))
                .with("status", text(domain, "status"))
                .with("standing", text(domain, "standing"))
                .with("catchAll", text(domain, "catchAll"))
                .with("postmaster", text(domain, "postmaster"));
    }

    private static View alias(Fields alias) {
        return new View()
                .with("address", text(alias, "address"))
                .with("customerId", text(alias, "customerId"))
                .with("targets", alias.texts("targets"));
    }

    private static View volume(Fields volume) {
        return new View()
                .with("name", text(volume, "name"))
                .with("folder", text(volume, "folder"))
                .with("weight", volume.number("weight").orElse(null))
                .with("markerId", text(volume, "markerId"));
    }

    private static View webhook(Fields webhook) {
        View view =
                new View()
                        .with("id", text(webhook, "id"))
                        .with("name", text(webhook, "name"))
                        .with("url", text(webhook, "url"))
                        .with("resources", webhook.texts("resources"))
                        .with("actions", webhook.texts("actions"))
                        .with("customers", webhook.texts("customers"))
                        .with("state", text(webhook, "state"))
                        .with("disabledWhy", text(webhook, "disabledWhy"))
                        .with("position", number(webhook, "position"))
                        .with("behind", number(webhook, "behind"))
                        .with("failures", number(webhook, "failures"))
                        .with("failingSince", text(webhook, "failingSince"))
                        .with("nextAttemptAt", text(webhook, "nextAttemptAt"))
                        .with("lastAnswer", text(webhook, "lastAnswer"))
                        .with("lastAnswerAt", text(webhook, "lastAnswerAt"))
                        .with("createdAt", text(webhook, "createdAt"));
        return webhook.has("secret") ? view.with("secret", text(webhook, "secret")) : view;
    }

    private static View token(Fields token) {
        View view =
                new View()
                        .with("id", text(token, "id"))
                        .with("name", text(token, "name"))
                        .with("scope", text(token, "scope"))
                        .with("customers", token.texts("customers"))
                        .with("expiresAt", text(token, "expiresAt"))
                        .with("createdAt", text(token, "createdAt"));
        return token.has("token") ? view.with("token", text(token, "token")) : view;
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

    private static View account(Fields account) {
        Fields home = account.fields("home");
        Fields owner = account.fields("owner");
        Fields quota = account.fields("quota");
        return new View()
                .with("login", text(account, "login"))
                .with("customerId", text(account, "customerId"))
                .with("addresses", account.texts("addresses"))
                .with(
                        "home",
                        ordered("volume", text(home, "volume"), "path", text(home, "path")),
                        text(home, "volume") + ":" + text(home, "path"))
                .with(
                        "owner",
                        owner.has("uid")
                                ? ordered("uid", number(owner, "uid"), "gid", number(owner, "gid"))
                                : null,
                        owner.has("uid") ? number(owner, "uid") + ":" + number(owner, "gid") : "-")
                .with(
                        "quota",
                        ordered(
                                "octets",
                                number(quota, "octets"),
                                "messages",
                                number(quota, "messages")),
                        quota(quota))
                .with("services", account.texts("services").stream().sorted().toList())
                .with("passwordSchemes", account.texts("passwordSchemes"))
                .with("appPasswords", account.texts("appPasswords").stream().sorted().toList())
                .with("status", text(account, "status"))
                .with("standing", text(account, "standing"))
                .with("attributes", new TreeMap<>(account.map("attributes")));
    }

    /** The password itself is told once. */
    private static View appPassword(Fields appPassword) {
        boolean isNew = appPassword.has("password");
        View view = new View();
        if (isNew) {
            view.with("password", text(appPassword, "password"));
        }
        view.with("id", text(appPassword, "id"))
                .with("label", text(appPassword, "label"))
                .with("services", appPassword.texts("services").stream().sorted().toList())
                .with("created", text(appPassword, "createdAt"))
                .with("expires", text(appPassword, "expiresAt"));
        return isNew ? view : view.with("lastUsed", text(appPassword, "lastUsedAt"));
    }

    private static @Nullable String text(Fields document, String field) {
        return document.text(field).orElse(null);
    }

    private static @Nullable Long number(Fields document, String field) {
        return document.number(field).orElse(null);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String quota(Fields quota) {
        List<String> parts = new ArrayList<>();
        quota.number("octets").ifPresent(octets -> parts.add(new ByteSize(octets).toString()));
        quota.number("messages").ifPresent(messages -> parts.add(messages + " messages"));
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    private static Map<String, @Nullable Object> ordered(
            String key, @Nullable Object value, String otherKey, @Nullable Object otherValue) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(key, value);
        map.put(otherKey, otherValue);
        return map;
    }
}

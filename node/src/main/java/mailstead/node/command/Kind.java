package mailstead.node.command;

import java.util.List;
import java.util.Locale;
import mailstead.service.provisioning.Resource;
import mailstead.service.provisioning.Resources;

/** The kinds of directory entries, and of what holds them, with the fields their tables show. */
enum Kind {
    CUSTOMER("customers", List.of("customerId", "name", "status", "billingReference")),
    DOMAIN(
            "domains",
            List.of("name", "customerId", "status", "standing", "catchAll", "postmaster")),
    ALIAS("aliases", List.of("address", "customerId", "targets")),
    ACCOUNT(
            "accounts",
            List.of("login", "customerId", "addresses", "home", "quota", "status", "standing")),
    APP_PASSWORD(
            "app passwords", List.of("id", "label", "services", "created", "expires", "lastUsed")),
    VOLUME("volumes", List.of("name", "folder", "weight", "markerId")),
    TOKEN("tokens", List.of("id", "name", "scope", "customers", "expiresAt", "createdAt")),
    WEBHOOK("webhooks", List.of("id", "name", "url", "state", "behind", "failures", "lastAnswer")),
    LDAP_SERVER("servers", List.of("server", "problem")),
    SERVER("servers", List.of("server", "role", "tables", "timeline", "change", "problem"));

    private final String plural;
    private final List<String> columns;

    Kind(String plural, List<String> columns) {
        this.plural = plural;
        this.columns = columns;
    }

    String noun() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    String plural() {
        return plural;
    }

    List<String> columns() {
        return columns;
    }

    /**
     * What is provisioned.
     *
     * @throws java.util.NoSuchElementException for kinds that are not
     */
    Resource<?> resource() {
        return Resources.named(plural.replace(' ', '-'));
    }
}

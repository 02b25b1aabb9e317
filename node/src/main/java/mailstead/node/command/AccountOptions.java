package mailstead.node.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mailstead.mail.Address;
import mailstead.service.provisioning.Value;
import mailstead.spi.MailService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code account add} and {@code account set} have in common (picocli mixin). */
final class AccountOptions {

    @Option(
            names = "--customer",
            paramLabel = "ID",
            converter = Words.NameWord.class,
            description = "Who pays for it.")
    @Nullable String customer;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            converter = Words.AddressWord.class,
            description = {
                "An address whose mail lands here; may be repeated.",
                "add: left out, the log-in name if it is an address, else the name at the only domain.",
                "set: replaces those there."
            })
    @Nullable List<Address> addresses;

    @Option(
            names = "--home",
            paramLabel = "VOLUME:PATH",
            description = {
                "Where the mailbox lies, such as mail1:12/34/tevie or /mail1/12/34/tevie.",
                "add: left out, placed by free space and weight."
            })
    @Nullable String home;

    @Option(
            names = "--uid",
            paramLabel = "UID",
            description = "As whom files are made; with --gid.")
    @Nullable Integer uid;

    @Option(
            names = "--gid",
            paramLabel = "GID",
            description = "As whom files are made; with --uid.")
    @Nullable Integer gid;

    @Option(
            names = "--quota",
            paramLabel = "SIZE|none",
            converter = Words.SizeOrNone.class,
            description = "How much mail it may hold: 100MiB, 2GiB, none.")
    Words.SizeOrNone.@Nullable Size quota;

    @Option(
            names = "--quota-messages",
            paramLabel = "N|none",
            converter = Words.CountOrNone.class,
            description = "How many messages it may hold.")
    Words.CountOrNone.@Nullable Count quotaMessages;

    @Option(
            names = "--service",
            split = ",",
            paramLabel = "SERVICE",
            converter = Words.ServiceWord.class,
            description = {
                "What it may use, of delivery, pop3, imap, submission, webmail, managesieve; may be repeated.",
                "add: left out, everything. set: replaces those there."
            })
    @Nullable Set<MailService> services;

    @Option(
            names = "--attribute",
            paramLabel = "KEY=VALUE",
            description = "A field for your other systems; an empty value removes it.")
    Map<String, String> attributes = Map.of();

    @ArgGroup(heading = "Password, one of:%n", validate = true)
    @Nullable PasswordOptions password;

    @ArgGroup @Nullable StatusOption status;

    /** What is wrong with the combination, if anything. */
    Optional<String> objection() {
        if ((uid == null) != (gid == null)) {
            return Optional.of("--uid and --gid go together");
        }
        if (uid != null && gid != null && (uid < 1 || gid < 1)) {
            return Optional.of("--uid and --gid must be above 0: mailboxes never belong to root");
        }
        return Optional.empty();
    }

    /** What was given, but addresses, home and password, which depend on more. */
    Patch patch() {
        Patch patch =
                new Patch().text("customerId", customer).attributes(attributes).status(status);
        if (uid != null && gid != null) {
            patch.put(
                    "owner",
                    new Patch()
                            .put("uid", new Value.Whole(uid))
                            .put("gid", new Value.Whole(gid))
                            .fields());
        }
        Patch limits = new Patch();
        if (quota != null) {
            limits.numberOrNothing("octets", quota.octets());
        }
        if (quotaMessages != null) {
            limits.numberOrNothing("messages", quotaMessages.count());
        }
        if (quota != null || quotaMessages != null) {
            patch.put("quota", limits.fields());
        }
        return services == null
                ? patch
                : patch.texts("services", services.stream().map(Views::word).toList());
    }
}

package mailstead.node.command;

import java.util.List;
import mailstead.service.provisioning.Value;
import mailstead.service.provisioning.Value.Fields;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead webhook}: who is told of changes. */
@Command(
        name = "webhook",
        description = "Webhooks: programs elsewhere that are told of every change.")
final class WebhookCommand extends Group {

    static final class Options {
        @Option(
                names = "--resource",
                split = ",",
                paramLabel = "KIND|none",
                description = {
                    "Which kinds of things it wants to hear of, as the API calls them: accounts, app-passwords...;"
                            + " may be repeated. 'none' and left out: all."
                })
        @Nullable List<String> resources;

        @Option(
                names = "--action",
                split = ",",
                paramLabel = "ACTION|none",
                description =
                        "Of create, change, remove, suspend, resume; may be repeated. 'none' and left out: all.")
        @Nullable List<String> actions;

        @Option(
                names = "--customer",
                paramLabel = "ID|none",
                description = "Whose things; may be repeated. 'none' and left out: everybody's.")
        @Nullable List<String> customers;

        @Option(
                names = "--position",
                paramLabel = "NUMBER",
                description =
                        "The last audit record that it was told. Left out of a new one: the last there is; set back, what follows is told again.")
        @Nullable Long position;

        @ArgGroup @Nullable State state;

        /** Used as an exclusive group. */
        static final class State {
            @Option(names = "--disable", description = "Tell it nothing until it is enabled.")
            private boolean disable;

            @Option(names = "--enable", description = "Tell it what it has missed, and go on.")
            private boolean enable;

            String word() {
                return disable && !enable ? "disabled" : "enabled";
            }
        }

        Patch patch() {
            Patch patch = new Patch();
            list(patch, "resources", resources);
            list(patch, "actions", actions);
            list(patch, "customers", customers);
            if (position != null) {
                patch.put("position", new Value.Whole(position));
            }
            return patch.text("state", state == null ? null : state.word());
        }

        private static void list(Patch patch, String field, @Nullable List<String> given) {
            if (given != null) {
                patch.texts(field, given.equals(List.of(Words.NONE)) ? List.of() : given);
            }
        }
    }

    @Command(description = "Adds a webhook and shows the secret that signs what it is told, once.")
    int add(
            @Mixin OfficeAdministration administration,
            @Parameters(index = "0", paramLabel = "NAME", description = "What it is for.")
                    String name,
            @Parameters(index = "1", paramLabel = "URL", description = "Where it listens.")
                    String url,
            @Mixin Options options) {
        Fields webhook = options.patch().text("name", name).text("url", url).fields();
        return administration.run(clerk -> {
            Fields added = clerk.create(Kind.WEBHOOK, webhook);
            administration.note("this is the only time that the secret is shown");
            administration.show(Kind.WEBHOOK, added);
        });
    }

    @Command(description = "Shows one webhook, and how it fares.")
    int show(@Mixin OfficeAdministration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run(
                clerk -> administration.show(Kind.WEBHOOK, clerk.found(Kind.WEBHOOK, id)));
    }

    @Command(description = "Lists all webhooks, without what is secret.")
    int list(@Mixin OfficeAdministration administration) {
        return administration.run(clerk ->
                administration.listed(
                        Kind.WEBHOOK,
                        clerk.all(Kind.WEBHOOK).stream().sorted(Views.OLDEST_FIRST).toList()));
    }

    @Command(description = "Changes what is given and leaves the rest.")
    int set(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--name", paramLabel = "NAME", description = "What it is for.")
                    @Nullable String name,
            @Option(names = "--url", paramLabel = "URL", description = "Where it listens.")
                    @Nullable String url,
            @Mixin Options options) {
        Fields patch = options.patch().text("name", name).text("url", url).fields();
        return administration.run(clerk -> {
            Clerk.Revised webhook = clerk.change(Kind.WEBHOOK, id, _ -> patch);
            administration.changed(Kind.WEBHOOK, id, "changed", webhook.after());
        });
    }

    @Command(
            description =
                    "Has a node send it an event of no change; 'show' tells what it answered last.")
    int ping(@Mixin OfficeAdministration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run(clerk -> {
            Fields webhook = clerk.ping(Kind.WEBHOOK, id);
            administration.changed(Kind.WEBHOOK, id, "will be pinged", webhook);
        });
    }

    @Command(description = "Removes a webhook; what it was not told yet, it is told no more.")
    int remove(
            @Mixin OfficeAdministration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run(clerk -> {
            clerk.remove(Kind.WEBHOOK, id);
            administration.removed(Kind.WEBHOOK, id);
        });
    }
}

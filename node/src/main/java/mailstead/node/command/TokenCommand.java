package mailstead.node.command;

import java.util.List;
import mailstead.service.provisioning.Value.Fields;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailstead token}: who may use the provisioning API. */
@Command(name = "token", description = "Tokens: what lets programs use the provisioning API.")
final class TokenCommand extends Group {

    @Command(description = "Makes a token and shows it, once.")
    int add(
            @Mixin OfficeAdministration administration,
            @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
            @Option(
                            names = "--scope",
                            required = true,
                            paramLabel = "SCOPE",
                            description =
                                    "operator (everything), reseller (some customers) or customer (one).")
                    String scope,
            @Option(
                            names = "--customer",
                            paramLabel = "ID",
                            description = "Whose things it may see and change; may be repeated.")
                    @Nullable List<String> customers,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description =
                                    "From when it is refused: 2027-01-31T00:00:00Z. Left out: never.")
                    @Nullable String expires) {
        Patch token =
                new Patch()
                        .text("name", name)
                        .text("scope", scope)
                        .texts("customers", customers == null ? List.of() : customers)
                        .text("expiresAt", expires);
        return administration.run(clerk -> {
            Fields made = clerk.create(Kind.TOKEN, token.fields());
            administration.note("this is the only time that the token is shown");
            administration.show(Kind.TOKEN, made);
        });
    }

    @Command(description = "Lists all tokens, without what is secret.")
    int list(@Mixin OfficeAdministration administration) {
        return administration.run(clerk ->
                administration.listed(
                        Kind.TOKEN,
                        clerk.all(Kind.TOKEN).stream().sorted(Views.OLDEST_FIRST).toList()));
    }

    @Command(description = "Removes a token; who holds it is refused from then on.")
    int remove(
            @Mixin OfficeAdministration administration, @Parameters(paramLabel = "ID") String id) {
        return administration.run(clerk -> {
            clerk.remove(Kind.TOKEN, id);
            administration.removed(Kind.TOKEN, id);
        });
    }
}

package mailstead.node.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mailstead.node.config.BrokenConfiguration.Problem;

/** The section {@code publisher}: it is there or not, as a whole. */
final class PublisherLoader {

    private static final String SECTION = "publisher";
    private static final String ADDRESS = "address";
    private static final String TOKEN = "token-file";

    private PublisherLoader() {}

    static List<Problem> check(Values root, boolean canTls) {
        if (!root.lines().containsKey(SECTION)) {
            return List.of();
        }
        Values publisher = root.section(SECTION);
        List<Problem> problems = new ArrayList<>();
        if (!DirectoryLoader.canBeCopied(root.section("directory"))) {
            problems.add(
                    new Problem(
                            root.lineOf(SECTION),
                            "'publisher' needs the centre of the directory, not a copy of it"));
        }
        need(publisher, "folder", problems);
        need(publisher, "key", problems);
        boolean isServed = publisher.lines().containsKey(ADDRESS);
        if (isServed != publisher.lines().containsKey(TOKEN)) {
            problems.add(
                    new Problem(
                            publisher.line(),
                            "'publisher.address' and 'publisher.token-file' need each other"));
        }
        if (isServed && !canTls) {
            problems.add(
                    new Problem(
                            publisher.lineOf(ADDRESS),
                            "HTTPS needs a certificate: 'tls.certificates' or 'tls.self-signed: true'"));
        }
        return problems;
    }

    /** A value that could not be read is told already. */
    private static void need(Values publisher, String key, List<Problem> problems) {
        if (!publisher.lines().containsKey(key)) {
            problems.add(new Problem(publisher.line(), "key 'publisher." + key + "' is missing"));
        }
    }

    static Optional<PublisherConfig> read(Values root) {
        if (!root.lines().containsKey(SECTION)) {
            return Optional.empty();
        }
        Values publisher = root.section(SECTION);
        return Optional.of(
                new PublisherConfig(
                        publisher.get("folder", Path.class),
                        publisher.get("key", Path.class),
                        publisher.get("interval", Duration.class),
                        publisher.get("generation", Duration.class),
                        publisher
                                .find(ADDRESS, InetSocketAddress.class)
                                .map(address ->
                                        new PublisherConfig.Service(
                                                address, publisher.get(TOKEN, Path.class)))));
    }
}

package mailstead.checks.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who may know whom. The rules speak of a tree of packages below a root, so that the same rules
 * hold for ours ({@code mailstead}) and for the planted tree ({@code planted}), in which each of
 * them is broken once.
 */
final class Rules {

    /** One line of STYLE.md section 2 and the class of the planted tree that breaks it. */
    record Rule(String title, ArchRule rule, String plantedClass) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static final List<String> PROTOCOLS = List.of("smtp", "pop3", "imap", "admin");
    private static final List<String> ADAPTERS = List.of("maildir", "directory");

    private final String root;

    private Rules(String root) {
        this.root = root;
    }

    static List<Rule> below(String root) {
        return new Rules(root).all();
    }

    private List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        rules.add(codecsArePure());
        rules.add(
                new Rule(
                        "mail imports nothing of ours",
                        noClasses()
                                .that()
                                .resideInAPackage(in("mail"))
                                .should()
                                .dependOnClassesThat(oursExcept("mail")),
                        "mail.KnowsTheStore"));
        rules.add(
                new Rule(
                        "spi imports mail only",
                        noClasses()
                                .that()
                                .resideInAPackage(in("spi"))
                                .should()
                                .dependOnClassesThat(oursExcept("mail", "spi")),
                        "spi.KnowsAService"));
        rules.add(
                new Rule(
                        "a service imports mail and spi only",
                        noClasses()
                                .that()
                                .resideInAPackage(in("service"))
                                .should()
                                .dependOnClassesThat(oursExcept("mail", "spi", "service")),
                        "service.KnowsAProtocol"));
        rules.add(
                new Rule(
                        "wire imports mail only",
                        noClasses()
                                .that()
                                .resideInAPackage(in("wire"))
                                .should()
                                .dependOnClassesThat(oursExcept("mail", "wire")),
                        "wire.KnowsAService"));
        rules.add(
                new Rule(
                        "fs imports none of ours",
                        noClasses()
                                .that()
                                .resideInAPackage(in("fs"))
                                .should()
                                .dependOnClassesThat(oursExcept("fs")),
                        "fs.KnowsMail"));
        for (String protocol : PROTOCOLS) {
            rules.add(
                    new Rule(
                            protocol
                                    + " imports mail, service and wire, not spi, not another protocol, not an adapter",
                            noClasses()
                                    .that()
                                    .resideInAPackage(in(protocol))
                                    .should()
                                    .dependOnClassesThat(
                                            oursExcept("mail", "service", "wire", protocol)),
                            protocol + ".server.KnowsTheDirectory"));
        }
        for (String adapter : ADAPTERS) {
            rules.add(
                    new Rule(
                            adapter
                                    + " imports mail, spi and fs, not a service, a protocol or another adapter",
                            noClasses()
                                    .that()
                                    .resideInAPackage(in(adapter))
                                    .should()
                                    .dependOnClassesThat(oursExcept("mail", "spi", "fs", adapter)),
                            adapter + ".KnowsAnotherAdapter"));
        }
        rules.add(
                onlyIn(
                        "JDBC, JDBI, Flyway and the pool",
                        "directory.sql",
                        "maildir.SpeaksSql",
                        "java.sql..",
                        "javax.sql..",
                        "org.jdbi..",
                        "org.flywaydb..",
                        "com.zaxxer..",
                        "org.sqlite..",
                        "org.postgresql.."));
        rules.add(
                onlyIn(
                        "the LDAP library",
                        "directory.ldap",
                        "maildir.SpeaksLdap",
                        "com.unboundid.."));
        rules.add(
                onlyIn(
                        "the address library",
                        "wire",
                        "smtp.server.MatchesNetworks",
                        "inet.ipaddr.."));
        rules.add(
                onlyIn(
                        "commons-codec",
                        "service.password",
                        "service.HashesItself",
                        "org.apache.commons.codec.."));
        rules.add(onlyIn("the command line library", "node", "wire.ParsesArguments", "picocli.."));
        rules.add(
                onlyIn(
                        "JSON and YAML",
                        List.of("node", "admin", "directory.openid"),
                        "spi.WritesJson",
                        "tools.jackson.."));
        rules.add(
                onlyIn(
                        "the JDK's HTTP server",
                        "directory.serve",
                        "maildir.ServesFiles",
                        "com.sun.net.httpserver.."));
        rules.add(onlyIn("Jetty", "admin", "wire.ServesPages", "org.eclipse.jetty.."));
        rules.add(
                onlyIn(
                        "logging libraries",
                        "node",
                        "service.Logs",
                        "org.slf4j..",
                        "ch.qos.logback..",
                        "java.util.logging..",
                        "java.lang.System$Logger"));
        rules.add(rawFilesOnlyInFs());
        rules.add(timeOnlyInNode());
        rules.add(
                new Rule(
                        "unpredictable numbers are drawn in node, and for nonces in wire.sasl",
                        noClasses()
                                .that(outside("node", "wire.sasl", "checks"))
                                .should()
                                .callConstructor(java.security.SecureRandom.class),
                        "service.DrawsLots"));
        rules.add(
                new Rule(
                        "threads start only in wire, fs, service.queue and node",
                        noClasses()
                                .that(outside("wire", "fs", "service.queue", "node"))
                                .should()
                                .callMethodWhere(starts()),
                        "smtp.server.StartsAThread"));
        rules.add(
                new Rule(
                        "no cycles between packages",
                        slices().matching(root + ".(**)").should().beFreeOfCycles(),
                        "wire.ring.Ring"));
        rules.add(
                new Rule(
                        "no reflection",
                        noClasses()
                                .that(outside("node"))
                                .should()
                                .dependOnClassesThat(resideInAPackage("java.lang.reflect")),
                        "service.Reflects"));
        return rules;
    }

    private Rule codecsArePure() {
        return new Rule(
                "a codec imports mail and the pure parts of the JDK",
                noClasses()
                        .that()
                        .resideInAPackage(root + "..codec..")
                        .should()
                        .dependOnClassesThat(
                                oursExcept("mail", "smtp.codec", "pop3.codec", "imap.codec")
                                        .or(
                                                resideInAnyPackage(
                                                        "java.nio.file..",
                                                        "java.nio.channels..",
                                                        "java.util.concurrent..",
                                                        "java.util.logging..",
                                                        "org.slf4j.."))
                                        .or(networkButAddresses())
                                        .or(assignableTo(Thread.class))
                                        .or(assignableTo(java.time.Clock.class))
                                        .or(assignableTo(java.io.File.class))),
                "smtp.codec.OpensASocket");
    }

    private Rule rawFilesOnlyInFs() {
        return new Rule(
                "raw files only in fs (and node, which reads configuration and certificates)",
                noClasses()
                        .that(outside("fs", "node", "checks"))
                        .should()
                        .dependOnClassesThat(
                                named(
                                                "java.nio.file.Files",
                                                "java.nio.channels.FileChannel",
                                                "java.io.FileInputStream",
                                                "java.io.FileOutputStream",
                                                "java.io.RandomAccessFile")
                                        .or(resideInAPackage("java.lang.foreign"))),
                "maildir.ReadsAFile");
    }

    private Rule timeOnlyInNode() {
        return new Rule(
                "clock, default charset, locale and zone, sleeping and unseeded randomness only in node",
                noClasses()
                        .that(outside("node", "checks"))
                        .should()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(java.time.Clock.class, "systemUTC")
                        .orShould()
                        .callMethod(java.time.Clock.class, "systemDefaultZone")
                        .orShould()
                        .callMethod(java.time.InstantSource.class, "system")
                        .orShould()
                        .callMethod(java.time.ZoneId.class, "systemDefault")
                        .orShould()
                        .callMethod(java.nio.charset.Charset.class, "defaultCharset")
                        .orShould()
                        .callMethod(java.util.Locale.class, "getDefault")
                        .orShould()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(Thread.class, "sleep", java.time.Duration.class)
                        .orShould()
                        .callMethod(String.class, "toLowerCase")
                        .orShould()
                        .callMethod(String.class, "toUpperCase")
                        .orShould()
                        .callMethod(Math.class, "random")
                        .orShould()
                        .callConstructor(java.util.Random.class),
                "maildir.LooksAtTheClock");
    }

    private Rule onlyIn(String what, String home, String planted, String... packages) {
        return onlyIn(what, List.of(home), planted, packages);
    }

    private Rule onlyIn(String what, List<String> homes, String planted, String... packages) {
        return new Rule(
                what + " only in " + String.join(" and ", homes),
                noClasses()
                        .that(outside(homes.toArray(String[]::new)))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(packages)),
                planted);
    }

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> starts() {
        return DescribedPredicate.describe(
                "start a thread or a pool",
                call -> {
                    String owner = call.getTargetOwner().getFullName();
                    String method = call.getTarget().getName();
                    return owner.equals("java.lang.Thread")
                                    && (method.equals("start")
                                            || method.equals("startVirtualThread"))
                            || owner.startsWith("java.lang.Thread$Builder")
                                    && method.equals("start")
                            || owner.equals("java.util.concurrent.Executors");
                });
    }

    /** An {@code InetAddress} is a value as long as nobody asks it for its name. */
    private static DescribedPredicate<JavaClass> networkButAddresses() {
        return resideInAPackage("java.net")
                .and(
                        not(
                                named(
                                        "java.net.InetAddress",
                                        "java.net.Inet4Address",
                                        "java.net.Inet6Address")));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "are one of " + String.join(", ", names),
                type -> Set.of(names).contains(type.getFullName()));
    }

    private DescribedPredicate<JavaClass> oursExcept(String... rooms) {
        return resideInAPackage(root + "..").and(not(resideInAnyPackage(inAll(rooms))));
    }

    private DescribedPredicate<JavaClass> outside(String... rooms) {
        return resideInAPackage(root + "..").and(not(resideInAnyPackage(inAll(rooms))));
    }

    private String[] inAll(String... rooms) {
        String[] patterns = new String[rooms.length];
        for (int i = 0; i < rooms.length; i++) {
            patterns[i] = in(rooms[i]);
        }
        return patterns;
    }

    private String in(String room) {
        return root + "." + room + "..";
    }
}

package mailstead.node.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import mailstead.mail.MailException;
import mailstead.mail.PermanentFailure;
import mailstead.mail.TemporaryFailure;
import mailstead.node.config.BrokenConfiguration;
import mailstead.node.config.NodeConfig;
import mailstead.node.config.Wording;
import mailstead.service.provisioning.Caller;
import mailstead.service.provisioning.Value.Fields;
import mailstead.spi.Provisioning;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every administration command shares: where the configuration is, how results are printed,
 * which exit status a failure becomes (0 done, 1 refused by what the directory holds, 2 wrong
 * usage, 75 directory unavailable just now, 78 broken configuration). Confined to one run of one
 * command.
 */
abstract class Administration {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static final InstantSource CLOCK = InstantSource.system();
    private static final JsonMapper JSON_LINE = JsonMapper.builder().build();

    /** Chains of causes are followed no further. */
    private static final int CAUSES_MAX = 10;

    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** As whom changes in the database are noted. */
    static Caller caller() {
        return Caller.ofCommand(System.getProperty("user.name", "unknown"));
    }

    ConfigurationOptions configuration() {
        return configuration;
    }

    /** What is done with a configuration; gives the exit status. */
    @FunctionalInterface
    interface OwnWork {
        int on(NodeConfig config) throws MailException;
    }

    /** Reads the configuration, does the work and gives the exit status. */
    int runAlone(OwnWork work) {
        return withConfiguration(config -> {
            try {
                return work.on(config);
            } catch (MailException e) {
                return fail(e);
            }
        });
    }

    int fail(MailException failure) {
        return fail(failure.getMessage() + detail(failure), statusOf(failure));
    }

    int fail(Provisioning.Conflict conflict) {
        return fail(conflict.getMessage(), ExitStatus.REFUSED);
    }

    int withConfiguration(ToIntFunction<NodeConfig> work) {
        try {
            return work.applyAsInt(configuration.load());
        } catch (IOException e) {
            return fail(Wording.of(e), ExitStatus.USAGE);
        } catch (BrokenConfiguration e) {
            ConfigCommand.report(configuration, e);
            return ExitStatus.BROKEN_CONFIGURATION;
        } finally {
            out().flush();
            err().flush();
        }
    }

    /** The first cause of all says it best: "the database file is locked". */
    private static String detail(MailException failure) {
        Throwable first = failure;
        for (int i = 0; i < CAUSES_MAX && first.getCause() != null; i++) {
            first = first.getCause();
        }
        return first == failure ? "" : ": " + first.getMessage();
    }

    private static int statusOf(MailException failure) {
        return switch (failure) {
            case TemporaryFailure _ -> ExitStatus.UNAVAILABLE;
            case PermanentFailure _ -> ExitStatus.REFUSED;
        };
    }

    ParameterException wrongUsage(String text) {
        return new ParameterException(commandLine(), text);
    }

    /** Says what a command has done that concerns many entries. */
    void report(String text, Map<String, ?> asJson) {
        if (json) {
            print(asJson);
        } else {
            out().println(text);
        }
    }

    /** A line for another program, as it is. */
    void line(String line) {
        out().println(line);
    }

    boolean isJson() {
        return json;
    }

    /** One object of many, on a line of its own. */
    void jsonLine(Map<String, ?> object) {
        out().println(JSON_LINE.writeValueAsString(object));
    }

    /** Says what has been changed. */
    void changed(Kind kind, String key, String how, Fields document) {
        changed(kind, key, how, Views.of(kind, document));
    }

    private void changed(Kind kind, String key, String how, View view) {
        if (json) {
            print(view.json());
        } else {
            out().println(kind.noun() + " " + key + " " + how);
        }
    }

    void removed(Kind kind, String key) {
        if (json) {
            print(Map.of("removed", key));
        } else {
            out().println(kind.noun() + " " + key + " removed");
        }
    }

    /** Says what has been done to the directory as a whole. */
    void done(String text) {
        if (json) {
            print(Map.of("done", text));
        } else {
            out().println(text);
        }
    }

    /** Beside what was asked for, so not with it on standard output. */
    void note(String text) {
        err().println("note: " + text);
    }

    void warn(String text) {
        err().println("warning: " + text);
    }

    void show(Kind kind, Fields document) {
        show(Views.of(kind, document));
    }

    void show(View view) {
        if (json) {
            print(view.json());
        } else {
            Table.align(view.lines()).forEach(out()::println);
        }
    }

    void listed(Kind kind, List<Fields> documents) {
        list(kind, documents.stream().map(document -> Views.of(kind, document)).toList());
    }

    void list(Kind kind, List<View> views) {
        if (json) {
            print(views.stream().map(View::json).toList());
        } else if (views.isEmpty()) {
            out().println("no " + kind.plural());
        } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(
                    kind.columns().stream()
                            .map(key -> View.label(key).toUpperCase(Locale.ROOT))
                            .toList());
            for (View view : views) {
                rows.add(kind.columns().stream().map(view::text).toList());
            }
            Table.align(rows).forEach(out()::println);
        }
    }

    private void print(Object value) {
        out().println(JSON.writeValueAsString(value));
    }

    int fail(@Nullable String text, int status) {
        err().println("mailstead: " + text);
        return status;
    }

    PrintWriter out() {
        return commandLine().getOut();
    }

    PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("used outside a command");
        }
        return known.commandLine();
    }
}

package mailstead.testkit.transcript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One conversation, read from a file. Immutable.
 *
 * @param name for messages, the file's name
 */
public record Transcript(String name, List<Step> steps) {

    private static final Pattern SPEECH = Pattern.compile("([CS])(\\d*):(?: (.*))?");
    private static final Pattern DIRECTIVE =
            Pattern.compile("@(?:C(\\d*) )?([a-z][a-z0-9-]*)(?: (.*))?");

    public Transcript {
        steps = List.copyOf(steps);
    }

    /** One line. {@code client} is {@code "1"} unless the line says another. */
    sealed interface Step {
        int line();

        record Say(int line, String client, String text) implements Step {}

        record Expect(int line, String client, String text) implements Step {}

        record Direct(int line, String client, String directive, String argument) implements Step {}
    }

    public static Transcript read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static Transcript parse(String name, String text) {
        List<Step> steps = new ArrayList<>();
        String current = "1";
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher speech = SPEECH.matcher(line);
            Matcher directive = DIRECTIVE.matcher(line);
            if (speech.matches()) {
                current = speech.group(2).isEmpty() ? "1" : speech.group(2);
                String said = speech.group(3) == null ? "" : speech.group(3);
                steps.add(
                        speech.group(1).equals("C")
                                ? new Step.Say(number, current, said)
                                : new Step.Expect(number, current, said));
            } else if (directive.matches()) {
                String client = directive.group(1);
                if (client != null) {
                    current = client.isEmpty() ? "1" : client;
                }
                String argument = directive.group(3) == null ? "" : directive.group(3).strip();
                steps.add(new Step.Direct(number, current, directive.group(2), argument));
            } else {
                throw new IllegalArgumentException(
                        name + ":" + number + ": not a transcript's line: " + line);
            }
        }
        return new Transcript(name, steps);
    }

    /** Whether it can be played over sockets too. Throws if a directive is unknown. */
    public boolean playsOverSockets(Directives directives) {
        boolean everywhere = true;
        for (Step step : steps) {
            if (step instanceof Step.Direct(int line, String _, String directive, String _)) {
                everywhere &= !known(directives, line, directive).inMemoryOnly();
            }
        }
        return everywhere;
    }

    /**
     * Plays it to its end, or throws an {@code AssertionError} that names the line. The caller
     * closes the stage.
     */
    public void play(Stage stage, Directives directives) {
        if (!playsOverSockets(directives) && !(stage instanceof MemoryStage)) {
            throw new IllegalArgumentException(name + " can be played in memory only");
        }
        Scene scene = new Scene(stage);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            try {
                scene.turnTo(clientOf(step));
                switch (step) {
                    case Step.Say say -> {
                        int end = endOfSpeech(i, say.client());
                        scene.client().send(speech(scene, steps.subList(i, end)));
                        i = end - 1;
                    }
                    case Step.Expect expect -> scene.expect(expect.text());
                    case Step.Direct(int line, String _, String directive, String argument) -> {
                        scene.settle();
                        known(directives, line, directive).action().perform(scene, argument);
                    }
                }
            } catch (Exception | AssertionError wrong) {
                throw new AssertionError(
                        name + ":" + step.line() + ": " + wrong.getMessage(), wrong);
            }
        }
        try {
            scene.expectNothingLeft();
        } catch (IOException | AssertionError wrong) {
            throw new AssertionError(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String clientOf(Step step) {
        return switch (step) {
            case Step.Say say -> say.client();
            case Step.Expect expect -> expect.client();
            case Step.Direct direct -> direct.client();
        };
    }

    /** The index after the last of one client's lines in a row, which leave in one write. */
    private int endOfSpeech(int start, String client) {
        int end = start;
        while (end < steps.size()
                && steps.get(end) instanceof Step.Say say
                && say.client().equals(client)) {
            end++;
        }
        return end;
    }

    private static byte[] speech(Scene scene, List<Step> lines) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (Step line : lines) {
            if (line instanceof Step.Say say) {
                octets.writeBytes(
                        (scene.filled(say.text()) + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return octets.toByteArray();
    }

    private Directives.Directive known(Directives directives, int line, String directive) {
        return directives
                .find(directive)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                name + ":" + line + ": unknown directive @" + directive));
    }
}

package mailstead.testkit.transcript;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the {@code @} lines of transcripts may say. Immutable: {@link #with} gives a new set. */
public final class Directives {

    private final Map<String, Directive> byName;

    private Directives(Map<String, Directive> byName) {
        this.byName = byName;
    }

    /** What a directive does. */
    @FunctionalInterface
    public interface Action {
        /**
         * @param argument the rest of the line, stripped
         */
        void perform(Scene scene, String argument) throws Exception;
    }

    record Directive(Action action, boolean inMemoryOnly) {}

    /**
     * Those of every protocol. Everywhere:
     *
     * <ul>
     *   <li>{@code @tls}: connects with TLS, or shakes hands if connected
     *   <li>{@code @compress}: compresses from now on, after the server's go-ahead
     *   <li>{@code @send TEXT}: sends this without a line end; {@code \r \n \t \\ \x00} are octets
     *   <li>{@code @fill 70000 x}: sends an octet many times, without a line end
     *   <li>{@code @eof}: says nothing more
     *   <li>{@code @reset}: vanishes
     *   <li>{@code @closed}: the server must close now, having said nothing more
     *   <li>{@code @cut}: the server must close now, perhaps in the middle of something
     * </ul>
     *
     * In memory only (over sockets a transcript with one of these is left out):
     *
     * <ul>
     *   <li>{@code @silent}: the server must be waiting for us, having said nothing more
     *   <li>{@code @timeout}: the server's patience runs out
     *   <li>{@code @clock +5m}: time passes: {@code ms s m h d}
     *   <li>{@code @drain}: the node stops
     *   <li>{@code @from 203.0.113.9}: later connections come from there
     *   <li>{@code @nocertificate}: later connections cannot start TLS
     * </ul>
     */
    public static Directives standard() {
        return new Directives(Map.of())
                .with("tls", (scene, _) -> scene.startTls())
                .with("compress", (scene, _) -> scene.client().startCompression())
                .with("send", (scene, text) -> scene.client().send(unescape(text)))
                .with("fill", (scene, text) -> scene.client().send(filling(text)))
                .with("eof", (scene, _) -> scene.client().closeOutput())
                .with("reset", (scene, _) -> scene.client().reset())
                .with("closed", (scene, _) -> scene.expectClosed(false))
                .with("cut", (scene, _) -> scene.expectClosed(true))
                .withInMemory("silent", (scene, _) -> scene.expectSilence())
                .withInMemory("timeout", (scene, _) -> scene.memoryClient().timeOut())
                .withInMemory("clock", (scene, text) -> scene.memoryStage().advance(duration(text)))
                .withInMemory("drain", (scene, _) -> scene.memoryClient().drain())
                .withInMemory("from", (scene, text) -> scene.memoryStage().setClientAddress(text))
                .withInMemory(
                        "nocertificate", (scene, _) -> scene.memoryStage().removeCertificate());
    }

    /** These and one more, which works on every stage. */
    public Directives with(String name, Action action) {
        return with(name, new Directive(action, false));
    }

    /** These and one more, which needs a {@link MemoryStage}. */
    public Directives withInMemory(String name, Action action) {
        return with(name, new Directive(action, true));
    }

    private Directives with(String name, Directive directive) {
        Map<String, Directive> more = new HashMap<>(byName);
        if (more.put(name, directive) != null) {
            throw new IllegalArgumentException("directive @" + name + " is taken");
        }
        return new Directives(Collections.unmodifiableMap(more));
    }

    Optional<Directive> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** {@code +90s}, {@code 5m}. */
    public static Duration duration(String text) {
        String iso = text.startsWith("+") ? text.substring(1) : text;
        if (iso.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(iso.substring(0, iso.length() - 2)));
        }
        return Duration.parse((iso.endsWith("d") ? "P" : "PT") + iso.toUpperCase(Locale.ROOT));
    }

    private static byte[] filling(String text) {
        String[] words = text.split(" ", 2);
        return words[1].repeat(Integer.parseInt(words[0])).getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("IncrementInForLoopAndHeader") // an escape is several characters
    private static byte[] unescape(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            i++;
            switch (text.charAt(i)) {
                case 'r' -> octets.write('\r');
                case 'n' -> octets.write('\n');
                case 't' -> octets.write('\t');
                case '\\' -> octets.write('\\');
                case 's' -> octets.write(' ');
                case 'x' -> {
                    octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape in: " + text);
            }
        }
        return octets.toByteArray();
    }
}

package mailstead.testkit.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** JUnit tests from transcripts, for a {@code @TestFactory}. */
public final class Transcripts {

    /** The folder of a module's transcripts, as seen from the module. */
    public static final Path FOLDER = Path.of("src/test/transcripts");

    private static final long SEED = 20_261_101;

    private Transcripts() {}

    /**
     * Everything around one transcript, made anew for each: the stage and the directives that know
     * its fakes.
     */
    public interface World extends AutoCloseable {

        Stage stage();

        Directives directives();

        @Override
        default void close() throws IOException {
            stage().close();
        }
    }

    /**
     * For worlds in memory: each file of the folder as written, octet by octet, and cut at random.
     */
    public static Stream<DynamicTest> inMemory(Path folder, Supplier<? extends World> worlds) {
        return all(folder)
                .flatMap(transcript ->
                        Stream.of(
                                test(transcript, "", worlds, Pacing.WHOLE),
                                test(transcript, ", octet by octet", worlds, Pacing.SINGLE),
                                test(
                                        transcript,
                                        ", cut at random",
                                        worlds,
                                        Pacing.random(new Random(SEED), 40))));
    }

    /** For worlds with sockets: each file of the folder that does not need a simulation. */
    public static Stream<DynamicTest> overSockets(
            Path folder, Directives directives, Supplier<? extends World> worlds) {
        return all(folder)
                .filter(transcript -> transcript.playsOverSockets(directives))
                .map(transcript ->
                        DynamicTest.dynamicTest(
                                transcript.name(), () -> play(transcript, worlds, Pacing.WHOLE)));
    }

    /** The transcripts of a folder, by name; at least one. */
    public static Stream<Transcript> all(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Transcript> transcripts =
                    files.filter(file -> file.toString().endsWith(".txt"))
                            .sorted()
                            .map(Transcript::read)
                            .toList();
            if (transcripts.isEmpty()) {
                throw new IllegalArgumentException("no transcripts in " + folder);
            }
            return transcripts.stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static DynamicTest test(
            Transcript transcript, String how, Supplier<? extends World> worlds, Pacing pacing) {
        return DynamicTest.dynamicTest(
                transcript.name() + how, () -> play(transcript, worlds, pacing));
    }

    private static void play(Transcript transcript, Supplier<? extends World> worlds, Pacing pacing)
            throws IOException {
        try (World world = worlds.get()) {
            if (world.stage() instanceof MemoryStage inMemory) {
                inMemory.setPacing(pacing);
            }
            transcript.play(world.stage(), world.directives());
        }
    }
}

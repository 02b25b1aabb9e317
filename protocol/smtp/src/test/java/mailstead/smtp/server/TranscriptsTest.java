package mailstead.smtp.server;

import java.util.stream.Stream;
import mailstead.testkit.transcript.Transcripts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TranscriptsTest {

    @TestFactory
    Stream<DynamicTest> inMemory() {
        return Transcripts.inMemory(Transcripts.FOLDER, World::new);
    }
}

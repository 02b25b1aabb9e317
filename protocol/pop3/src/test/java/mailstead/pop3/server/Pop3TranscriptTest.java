package mailstead.pop3.server;

import java.util.stream.Stream;
import mailstead.testkit.transcript.Transcripts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class Pop3TranscriptTest {

    @TestFactory
    Stream<DynamicTest> conversations() {
        return Transcripts.inMemory(Transcripts.FOLDER, Pop3World::new);
    }
}

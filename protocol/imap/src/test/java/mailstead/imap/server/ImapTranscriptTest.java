package mailstead.imap.server;

import java.util.stream.Stream;
import mailstead.testkit.transcript.Transcripts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ImapTranscriptTest {

    @TestFactory
    Stream<DynamicTest> conversations() {
        return Transcripts.inMemory(Transcripts.FOLDER, ImapWorld::new);
    }
}

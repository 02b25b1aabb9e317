package mailstead.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mailstead.directory.publish.Centre.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublisherTurnTest {

    @TempDir private Path folder;

    @Test
    void oneAtATime() throws Exception {
        Path data = folder.resolve("data"); // not there yet
        try (PublisherTurn first = new PublisherTurn(data);
                PublisherTurn second = new PublisherTurn(data)) {
            assertThat(first.claim()).isEqualTo(Claim.TAKEN);
            assertThat(first.claim()).isEqualTo(Claim.HELD);
            assertThat(second.claim()).isEqualTo(Claim.REFUSED);
            first.close();
            assertThat(second.claim()).isEqualTo(Claim.TAKEN);
            assertThat(first.claim()).isEqualTo(Claim.REFUSED);
        }
    }
}

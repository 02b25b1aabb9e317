package mailstead.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortBlockTest {

    @Test
    void neverGivesOneBlockTwice() throws IOException {
        try (PortBlock one = PortBlock.claim(30_000, List.of(25));
                PortBlock other = PortBlock.claim(30_000, List.of(25))) {
            assertThat(other.port(0)).isGreaterThanOrEqualTo(one.port(0) + PortBlock.SIZE);
        }
    }

    @Test
    void leavesOutBlocksWithTakenPorts() throws IOException {
        int base;
        try (PortBlock probe = PortBlock.claim(40_000, List.of(25))) {
            base = probe.port(0);
        }
        try (ServerSocket taken = new ServerSocket(base + 25, 1, InetAddress.getLoopbackAddress());
                PortBlock block = PortBlock.claim(base, List.of(25))) {
            assertThat(block.port(25)).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void saysWhenThereIsNone() {
        assertThatThrownBy(() -> PortBlock.claim(65_000, List.of()))
                .isInstanceOf(IOException.class);
    }
}

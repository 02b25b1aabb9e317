package mailstead.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelfSyncingDevicesTest {

    private final List<String> asked = new ArrayList<>();
    private long now;
    private final SelfSyncingDevices devices =
            new SelfSyncingDevices(
                    path -> {
                        asked.add(path);
                        return path.startsWith("/nfs") ? SelfSyncingDevices.NFS : 0xEF53;
                    },
                    () -> now);

    @Test
    void aDeviceIsAskedOnceInAWhile() throws IOException {
        assertThat(devices.has(1, "/nfs/a")).isTrue();
        assertThat(devices.has(1, "/nfs/b")).isTrue();
        assertThat(devices.has(2, "/disk")).isFalse();
        assertThat(asked).containsExactly("/nfs/a", "/disk");
    }

    @Test
    void anotherFileSystemMayComeWithTheSameNumber() throws IOException {
        assertThat(devices.has(1, "/nfs/a")).isTrue();
        now += 30_000_000_000L;
        assertThat(devices.has(1, "/disk")).isFalse();
    }
}

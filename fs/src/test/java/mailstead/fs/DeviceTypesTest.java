package mailstead.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTypesTest {

    private final List<String> asked = new ArrayList<>();
    private long now;
    private final DeviceTypes devices =
            new DeviceTypes(
                    path -> {
                        asked.add(path);
                        return path.startsWith("/nfs") ? DeviceTypes.NFS : 0xEF53;
                    },
                    () -> now);

    @Test
    void aDeviceIsAskedOnceInAWhile() throws IOException {
        assertThat(devices.areNamesDurable(1, "/nfs/a")).isTrue();
        assertThat(devices.areNamesDurable(1, "/nfs/b")).isTrue();
        assertThat(devices.areNamesDurable(2, "/disk")).isFalse();
        assertThat(asked).containsExactly("/nfs/a", "/disk");
    }

    @Test
    void onlyWhatThisMachineChangesAloneKeepsItsTime() throws IOException {
        assertThat(devices.keepsTimeOfThisMachine(1, "/nfs/a")).isFalse();
        assertThat(devices.keepsTimeOfThisMachine(2, "/disk")).isTrue();
        assertThat(devices.areNamesDurable(2, "/disk")).isFalse();
        assertThat(asked).containsExactly("/nfs/a", "/disk");
    }

    @Test
    void anotherFileSystemMayComeWithTheSameNumber() throws IOException {
        assertThat(devices.areNamesDurable(1, "/nfs/a")).isTrue();
        now += 30_000_000_000L;
        assertThat(devices.areNamesDurable(1, "/disk")).isFalse();
    }
}

package mailstead.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mailstead.fs.LinuxFileSystem;
import mailstead.fs.VolumeThreads;
import mailstead.mail.TemporaryFailure;
import mailstead.spi.Home;
import mailstead.spi.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlacementTest {

    @TempDir private Path folder;

    @Test
    void drawsByWeightAmongMountedVolumes() throws Exception {
        List<Volume> volumes =
                List.of(
                        mounted("mail1", 300),
                        mounted("mail2", 100),
                        mounted("mail3", 0),
                        notMounted("mail4"));
        List<String> drawn = new ArrayList<>();
        try (Volumes known = volumes(volumes)) {
            Placement placement = new Placement(known, 1.0, 2, new SplittableRandom(1));
            for (int i = 0; i < 400; i++) {
                drawn.add(placement.choose("user" + i).volume());
            }
        }
        assertThat(drawn).containsOnly("mail1", "mail2");
        assertThat(drawn.stream().filter("mail1"::equals).count()).isBetween(250L, 350L);
    }

    @Test
    void refusesForNowWhenNoVolumeTakesAny() throws Exception {
        try (Volumes known = volumes(List.of(notMounted("mail1"), mounted("mail2", 0)))) {
            Placement placement = new Placement(known, 1.0, 2, new SplittableRandom(1));
            assertThatThrownBy(() -> placement.choose("tevie"))
                    .isInstanceOf(TemporaryFailure.class);
        }
    }

    @Test
    void aFullVolumeGetsNone() throws Exception {
        try (Volumes known = volumes(List.of(mounted("mail1", 100)))) {
            Placement placement = new Placement(known, 0.0, 2, new SplittableRandom(1));
            assertThatThrownBy(() -> placement.choose("tevie"))
                    .isInstanceOf(TemporaryFailure.class);
        }
    }

    @Test
    void pathsAreSafeAndHashed() {
        assertThat(Placement.path("tevie", 2)).matches("[0-9a-f]{2}/[0-9a-f]{2}/tevie");
        assertThat(Placement.path("tevie", 0)).isEqualTo("tevie");
        assertThat(Placement.path("tevie", 4)).matches("([0-9a-f]{2}/){4}tevie");
        for (String login :
                List.of("../../etc", ".", "..", "a/b", "zoë@x.example", "%2F", "x".repeat(128))) {
            String path = Placement.path(login, 2);
            assertThat(new Home("mail1", path).path()).isEqualTo(path);
            assertThat(path.substring(6))
                    .as("one plain folder")
                    .matches("[A-Za-z0-9_@+%.-]+")
                    .doesNotStartWith(".");
        }
        assertThat(Placement.path("a/b", 2)).isNotEqualTo(Placement.path("a%2Fb", 2));
    }

    private static Volumes volumes(List<Volume> list) {
        return new Volumes(
                () -> list, new LinuxFileSystem(), VolumeThreads.Limits.DEFAULT, System::nanoTime);
    }

    private Volume mounted(String name, int weight) throws Exception {
        Path top = Files.createDirectories(folder.resolve(name));
        Files.writeString(top.resolve(".mailstead-volume"), "id-" + name + "\n");
        return new Volume(name, top.toString(), "id-" + name, weight);
    }

    private Volume notMounted(String name) throws Exception {
        return new Volume(
                name, Files.createDirectories(folder.resolve(name)).toString(), "id-" + name, 100);
    }
}

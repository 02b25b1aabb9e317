package mailstead.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class VersionCommandTest {

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        String build = Files.readString(Path.of("pom.xml"));
        String parent = build.substring(build.indexOf("<parent>"), build.indexOf("</parent>"));
        assertThat(parent).contains("<version>" + VersionCommand.VERSION + "</version>");
        assertThat(new VersionCommand().getVersion()[0])
                .startsWith("mailstead " + VersionCommand.VERSION + " (Java ");
    }
}

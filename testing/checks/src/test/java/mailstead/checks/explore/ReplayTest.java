package mailstead.checks.explore;

import java.util.List;
import mailstead.testkit.explore.Bounds;
import mailstead.testkit.explore.Explorer;
import mailstead.testkit.nfs.Mount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs one schedule again, for whoever looks for its cause. */
@EnabledIfSystemProperty(named = "mailstead.explore.replay", matches = ".+")
final class ReplayTest {

    @Test
    void replays() {
        String text = System.getProperty("mailstead.explore.replay", "");
        LogScenario scenario = LogScenario.named(text.substring(0, text.indexOf(':'))).on(mount());
        List<String> calls = new Explorer(scenario, Bounds.WIDE).replay(text);
        calls.forEach(System.out::println);
    }

    private static Mount mount() {
        String name = System.getProperty("mailstead.explore.mount", "NFS4_POSITIVE");
        return switch (name) {
            case "NFS4_POSITIVE" -> Mount.NFS4_POSITIVE;
            case "NFS4" -> Mount.NFS4;
            case "NFS3" -> Mount.NFS3;
            case "LOCAL" -> Mount.LOCAL;
            default -> throw new IllegalArgumentException("no mount: " + name);
        };
    }
}

package mailstead.checks.explore;

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
        explorer(text.substring(0, text.indexOf(':'))).replay(text).forEach(System.out::println);
    }

    private static Explorer explorer(String name) {
        if (Repertoire.all().stream().anyMatch(it -> it.name().equals(name))) {
            FolderScenario scenario = Repertoire.named(name).on(mount());
            return new Explorer(scenario, Bounds.WIDE).onPlatformThreads();
        }
        return new Explorer(LogScenario.named(name).on(mount()), Bounds.WIDE);
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

package mailstead.node.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mailstead.mail.MailException;
import mailstead.spi.Home;
import mailstead.spi.Provisioning.Conflict;
import mailstead.spi.Volume;

/** Where volumes are mounted on this machine. Confined to one command. */
final class Mounts {

    private final Source volumes;
    private final Map<String, Path> mapped;
    private List<Volume> known = List.of();

    /** What volumes there are. */
    @FunctionalInterface
    interface Source {
        List<Volume> all() throws MailException, Conflict;
    }

    /**
     * @param mapped those that are mounted elsewhere than the directory says
     */
    Mounts(Source volumes, Map<String, Path> mapped) {
        this.volumes = volumes;
        this.mapped = Map.copyOf(mapped);
    }

    /** Reads {@code mail1:12/34/tevie} or {@code /mail1/12/34/tevie}. */
    Home home(String text) throws MailException, Conflict {
        for (Volume volume : all()) {
            String prefix =
                    text.startsWith("/") ? Path.of(folder(volume)) + "/" : volume.name() + ":";
            if (text.startsWith(prefix)) {
                return home(volume, text.substring(prefix.length()));
            }
        }
        throw new Conflict("--home " + text + " lies on no volume of this directory");
    }

    private static Home home(Volume volume, String path) throws Conflict {
        try {
            return new Home(volume.name(), path);
        } catch (IllegalArgumentException e) {
            throw new Conflict("--home: " + e.getMessage());
        }
    }

    /** The absolute path of a home as this machine sees it. */
    String path(String volume, String path) throws MailException, Conflict {
        return all().stream()
                        .filter(each -> each.name().equals(volume))
                        .findFirst()
                        .map(this::folder)
                        .orElse(volume + ":")
                + "/"
                + path;
    }

    /** Asked for once. */
    private List<Volume> all() throws MailException, Conflict {
        if (known.isEmpty()) {
            known = List.copyOf(volumes.all());
        }
        return known;
    }

    String folder(Volume volume) {
        Path there = mapped.get(volume.name());
        return there == null ? volume.folder() : there.toString();
    }
}

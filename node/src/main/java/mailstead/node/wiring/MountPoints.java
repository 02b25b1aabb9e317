package mailstead.node.wiring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mailstead.mail.MailException;
import mailstead.maildir.Volumes;
import mailstead.spi.Directory;
import mailstead.spi.Volume;

/** The directory's volumes, where this node has mounted them. Immutable, shared. */
record MountPoints(Directory directory, Map<String, Path> local) implements Volumes.Source {

    @Override
    public List<Volume> volumes() throws MailException {
        return directory.volumes().stream().map(this::mounted).toList();
    }

    private Volume mounted(Volume volume) {
        Path here = local.get(volume.name());
        return here == null
                ? volume
                : new Volume(volume.name(), here.toString(), volume.markerId(), volume.weight());
    }
}

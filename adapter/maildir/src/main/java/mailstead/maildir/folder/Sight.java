package mailstead.maildir.folder;

import java.util.Optional;
import java.util.OptionalInt;

/** What was last seen of a folder's files. Immutable. */
record Sight(FileNames fresh, FileNames current) {

    static final Sight NONE = new Sight(FileNames.NONE, FileNames.NONE);

    /** This one itself if both names are those of this one. */
    Sight with(FileNames newFresh, FileNames newCurrent) {
        return newFresh == fresh && newCurrent == current ? this : new Sight(newFresh, newCurrent);
    }

    /** Where the file with this key is; in both places it counts as moved. */
    Optional<Found> find(String key) {
        OptionalInt index = current.find(key);
        if (index.isPresent()) {
            return Optional.of(new Found(Place.CURRENT, current.name(index.getAsInt())));
        }
        index = fresh.find(key);
        return index.isPresent()
                ? Optional.of(new Found(Place.FRESH, fresh.name(index.getAsInt())))
                : Optional.empty();
    }
}

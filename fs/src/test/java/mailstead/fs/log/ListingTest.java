package mailstead.fs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mailstead.fs.FileSystem;
import org.junit.jupiter.api.Test;

class ListingTest {

    private static Listing of(List<Long> snapshots, List<Long> entries, String... others) {
        List<FileSystem.Entry> names = new ArrayList<>();
        snapshots.forEach(number -> names.add(file(Names.snapshot(number))));
        entries.forEach(number -> names.add(file(Names.entry(number))));
        for (String name : others) {
            names.add(file(name));
        }
        return new Listing(names);
    }

    private static FileSystem.Entry file(String name) {
        return new FileSystem.Entry(name, FileSystem.Kind.FILE);
    }

    @Test
    void foreignNamesArePassedOver() {
        Listing listing =
                of(
                        List.of(3L),
                        List.of(3L, 4L),
                        ".nfs0001",
                        "",
                        "é",
                        "closed",
                        "e5",
                        Names.witness(4, 1),
                        Names.witness(3, 9),
                        Names.draft(4, 2));
        assertThat(listing.newestEntry()).isEqualTo(4);
        assertThat(listing.newestSnapshot()).isEqualTo(3);
        assertThat(listing.witnesses()).extracting(Names.Signed::number).containsExactly(3L, 4L);
        assertThat(listing.drafts()).hasSize(1);
    }

    @Test
    void theBoundIsTheNewestSnapshotButOne() {
        assertThat(of(List.of(), List.of()).bound()).isZero();
        assertThat(of(List.of(1L), List.of()).bound()).isZero();
        assertThat(of(List.of(1L, 7L, 5L), List.of()).bound()).isEqualTo(5);
    }

    @Test
    void whatProvesThatNothingWasCollected() {
        List<Long> entries = List.of(5L, 6L, 7L, 8L, 9L);
        // Nothing newer, or one snapshot that is newer: the bound is at most 6.
        assertThat(of(List.of(5L), entries).provesUncollectedAbove(6)).isTrue();
        assertThat(of(List.of(5L, 8L), entries).provesUncollectedAbove(6)).isTrue();
        assertThat(of(List.of(6L, 8L), entries).provesUncollectedAbove(6)).isTrue();
        // Two newer ones: 7 may have been collected.
        assertThat(of(List.of(5L, 8L, 9L), entries).provesUncollectedAbove(6)).isFalse();
        // None at or below: somebody has begun to remove.
        assertThat(of(List.of(8L), entries).provesUncollectedAbove(6)).isFalse();
        // The entry itself is not there.
        assertThat(of(List.of(5L), List.of(7L)).provesUncollectedAbove(6)).isFalse();
    }
}

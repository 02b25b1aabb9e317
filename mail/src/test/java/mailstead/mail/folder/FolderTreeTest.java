package mailstead.mail.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FolderTreeTest {

    private static final FolderTree TREE =
            FolderTree.of(FolderTree.Node.plain("F1", "", 10, Set.of()))
                    .apply(
                            new TreeChange.Created(
                                    "A", FolderTree.Node.plain("F2", ".A", 11, Set.of())));

    @Test
    void aFolderMadeAnewHasALargerUidValidity() {
        FolderTree numbered = TREE.apply(new TreeChange.Numbered("F2"));
        assertThat(numbered.folder("A").orElseThrow().isNumbered()).isTrue();
        FolderTree after = numbered.apply(new TreeChange.Revalidated("F2", 20));
        assertThat(after.folder("A").orElseThrow().uidValidity()).isEqualTo(20);
        assertThat(after.folder("A").orElseThrow().isNumbered()).isFalse();
        assertThat(after.folder("A").orElseThrow().directory()).isEqualTo(".A");
        assertThat(after.lastUidValidity()).isEqualTo(20);
        assertThat(TREE.apply(new TreeChange.Revalidated("F3", 20))).isEqualTo(TREE);
        assertThat(TREE.apply(new TreeChange.Numbered("F3"))).isEqualTo(TREE);
    }
}

package dev.yagura.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.DamageList;
import dev.yagura.storage.fixture.MemoryFilesystem;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private final MemoryTree root = new MemoryTree("root").directory("/a/b");
    private final MemoryTree other = new MemoryTree("other").directory("/c");
    private final MountTable table = new MountTable(root.root());
    private final StoredFile a = root.at("/a");

    @Test
    void noDirectoryIsMountedTwiceOrOnItself() throws IOException {
        FoundFilesystem first = found(root);
        FoundFilesystem second = found(other);

        assertThat(table.mount(a, first, root.root())).isFalse();
        assertThat(table.mount(a, first, a)).isFalse();
        assertThat(table.mount(a, second, other.root())).isTrue();
        assertThat(table.mount(root.at("/a/b"), second, other.root())).isFalse();
        // A part of the root, over what is mounted over that part: seen() would go in a circle.
        assertThat(table.mount(table.seen(first, a), first, a)).isFalse();

        assertThat(table.seen(first, a).find(FileName.of("c"))).isPresent();
        assertThat(table.seen(first, a).find(FileName.of("b"))).isEmpty();
    }

    @Test
    void theLastMountIsOnTop() throws IOException {
        FoundFilesystem first = found(root);
        MemoryTree third = new MemoryTree("third").directory("/d");

        table.mount(table.seen(first, a), found(other), other.root());
        table.mount(table.seen(first, a), found(third), third.root());

        assertThat(table.seen(first, a).find(FileName.of("d"))).isPresent();
    }

    private static FoundFilesystem found(MemoryTree tree) {
        Layer layer =
                new Layer(
                        tree.description(),
                        LayerKind.FILESYSTEM,
                        "memory",
                        0,
                        0,
                        "",
                        "",
                        List.of(),
                        LayerState.OPEN,
                        "");
        return new FoundFilesystem(layer, new MemoryFilesystem(tree), new DamageList());
    }
}

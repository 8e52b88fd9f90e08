package dev.yagura.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MountTableTest {
    private final MemoryTree root = new MemoryTree("root").directory("/a/b");
    private final MemoryTree other = new MemoryTree("other").directory("/c");

    @Test
    void noDirectoryIsMountedTwiceOrOnItself() throws IOException {
        MountTable table = new MountTable(root.root());
        StoredFile a = root.at("/a");

        assertThat(table.mount(a, root.root())).isFalse();
        assertThat(table.mount(a, a)).isFalse();
        assertThat(table.mount(a, other.root())).isTrue();
        assertThat(table.mount(root.at("/a/b"), other.root())).isFalse();
        // A part of the root, over what is mounted over that part: seen() would go in a circle.
        assertThat(table.mount(table.seen(a), a)).isFalse();

        assertThat(table.seen(a).find(FileName.of("c"))).isPresent();
        assertThat(table.seen(a).find(FileName.of("b"))).isEmpty();
    }

    @Test
    void theLastMountIsOnTop() throws IOException {
        MemoryTree third = new MemoryTree("third").directory("/d");
        MountTable table = new MountTable(root.root());
        StoredFile a = root.at("/a");

        table.mount(table.seen(a), other.root());
        table.mount(table.seen(a), third.root());

        assertThat(table.seen(a).find(FileName.of("d"))).isPresent();
    }
}

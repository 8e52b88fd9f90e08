package dev.yagura.view.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class GuestViewTest {
    private final MemoryTree files =
            new MemoryTree("root").file("/proc/old", "").file("/etc/motd", "").directory("/dev");
    private final MemoryTree proc = new MemoryTree("proc").file("/version", "Linux");
    private final MemoryTree sys = new MemoryTree("sys").directory("/module");

    private GuestView view() throws IOException {
        SequencedMap<String, FileTree> over = new LinkedHashMap<>();
        over.put("proc", proc);
        over.put("sys", sys);
        return GuestView.of(files, over, List.of());
    }

    @Test
    void whatTheKernelMakesUpCoversTheDirectoryBelow() throws IOException {
        PathResolver paths = new PathResolver(view());

        assertThat(paths.find("/proc/version")).isPresent();
        assertThat(paths.find("/proc/old")).isEmpty();
        assertThat(paths.find("/sys/module")).isPresent();
        assertThat(paths.find("/etc/motd")).isPresent();
        assertThat(paths.find("/proc/../etc/motd")).isPresent();
    }

    @Test
    void everyNameIsThereOnceWithTheInodeThatItLeadsTo() throws IOException {
        StoredFile root = view().root();

        assertThat(root.entries())
                .extracting(Entry::name)
                .containsExactly(
                        FileName.of("etc"),
                        FileName.of("dev"),
                        FileName.of("proc"),
                        FileName.of("sys"));
        for (Entry entry : root.entries()) {
            assertThat(root.open(entry).attributes().inode()).isEqualTo(entry.inode());
        }
        assertThat(root.filesystem()).isEqualTo(files);
        assertThat(root.find(FileName.of("proc")).orElseThrow().filesystem()).isEqualTo(proc);
        assertThat(view().made()).containsExactly("/proc", "/sys");
    }
}

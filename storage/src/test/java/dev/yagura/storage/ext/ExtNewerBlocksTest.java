package dev.yagura.storage.ext;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.Filesystem;
import dev.yagura.storage.filesystem.NewerBlocks;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image as it was, and the blocks of what {@code debugfs} has made of it since. */
class ExtNewerBlocksTest {
    /** Of names, numbers, modes, owners, lengths, links and times; but not of contents. */
    private static final String CONTENT = " [^ ]*( [^ ]*)?$";

    private static final String LONG = "target-of-a-link/".repeat(8);

    @TempDir private Path directory;

    private Path before = Path.of("");
    private Path after = Path.of("");

    @BeforeEach
    void changes() throws IOException {
        before = directory.resolve("before");
        after = directory.resolve("after");
        Path text = Files.writeString(directory.resolve("text"), "some text\n".repeat(500));
        HostTool.run("mke2fs", "-q", "-t", "ext4", "-b", "1024", before, "2M");
        debugfs(before, "write " + text + " kept", "write " + text + " removed");
        Files.copy(before, after);
        debugfs(
                after,
                "rm removed",
                "mkdir folder",
                "write " + text + " folder/added",
                "symlink link " + LONG,
                "ea_set kept user.note newer",
                "punch kept 1 2");
    }

    private static void debugfs(Path image, String... commands) throws IOException {
        for (String command : commands) {
            HostTool.run("debugfs", "-w", "-R", command, image);
        }
    }

    private static ExtFilesystem open(Path image) throws IOException {
        return ExtFilesystem.open(MemoryDevice.of(image), ChecksumPolicy.REFUSE);
    }

    private Filesystem joined() throws IOException {
        MemoryDevice newest = MemoryDevice.of(after);
        NewerBlocks blocks =
                (offset, length) -> {
                    MemorySegment block = MemorySegment.ofArray(new byte[length]);
                    newest.read(offset, block);
                    return Optional.of(block);
                };
        return open(before).with(blocks).orElseThrow();
    }

    @Test
    void namesAndAttributesAreTheNewest() throws IOException {
        List<String> newest = withoutContents(open(after));

        assertThat(withoutContents(joined())).isEqualTo(newest);
        assertThat(withoutContents(open(before))).isNotEqualTo(newest);
    }

    private static List<String> withoutContents(Filesystem filesystem) throws IOException {
        return TreeText.of(filesystem).stream()
                .map(line -> line.replaceFirst(CONTENT, ""))
                .toList();
    }

    @Test
    void contentIsWhereTheNewestStructuresSay() throws IOException {
        assertThat(content(joined(), "kept")).isEqualTo(content(open(after), "kept"));
        assertThat(content(joined(), "kept")).contains("some text", "\0\0\0");
    }

    @Test
    void linksAndExtendedAttributesAreOfTheStructures() throws IOException {
        StoredFile root = joined().root();

        assertThat(root.find(name("link")).orElseThrow().target()).asString().isEqualTo(LONG);
        assertThat(root.find(name("kept")).orElseThrow().extendedAttributes())
                .containsKey("user.note");
    }

    private static FileName name(String text) {
        return FileName.of(text);
    }

    private static String content(Filesystem filesystem, String name) throws IOException {
        StoredFile file = filesystem.root().find(name(name)).orElseThrow();
        byte[] bytes = new byte[(int) file.attributes().sizeBytes()];
        file.read(0, MemorySegment.ofArray(bytes));
        return new String(bytes, US_ASCII);
    }
}

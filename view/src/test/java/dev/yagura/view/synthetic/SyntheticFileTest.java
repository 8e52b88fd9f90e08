package dev.yagura.view.synthetic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SyntheticFileTest {
    private static final Inode INODE = new Inode(7, 0444, 1, 2, Instant.EPOCH);

    @Test
    void contentIsMadeOnceAndReadInParts() throws IOException {
        AtomicInteger made = new AtomicInteger();
        StoredFile file =
                SyntheticFile.regular(
                        "proc", INODE, () -> ("number " + made.incrementAndGet()).getBytes(UTF_8));
        byte[] part = new byte[5];

        assertThat(made).hasValue(0);
        assertThat(file.read(4, MemorySegment.ofArray(part))).isEqualTo(4);
        assertThat(part).startsWith("er 1".getBytes(UTF_8));
        assertThat(file.read(8, MemorySegment.ofArray(part))).isZero();
        assertThat(file.read(0, MemorySegment.ofArray(part))).isEqualTo(5);
        assertThat(made).hasValue(1);
        assertThat(file.attributes().sizeBytes()).isZero();
    }

    @Test
    void whatCannotBeKnownIsAnErrorEachTime() {
        AtomicInteger tries = new AtomicInteger();
        StoredFile file =
                SyntheticFile.regular(
                        "proc",
                        INODE,
                        () -> {
                            throw new IOException("try " + tries.incrementAndGet());
                        });
        MemorySegment room = MemorySegment.ofArray(new byte[1]);

        assertThatThrownBy(() -> file.read(0, room)).hasMessage("try 1");
        assertThatThrownBy(() -> file.read(0, room)).hasMessage("try 2");
    }

    @Test
    void aFileIsNothingElse() {
        StoredFile link = SyntheticFile.link("proc", INODE, 64, () -> "x".getBytes(UTF_8));

        assertThatThrownBy(link::entries).isInstanceOf(MalformedStructureException.class);
        assertThatThrownBy(() -> link.read(0, MemorySegment.ofArray(new byte[1])))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("are those of a SYMBOLIC_LINK");
        assertThat(link.attributes().sizeBytes()).isEqualTo(64);
    }

    @Test
    void directoriesListWhatTheyHaveInOrder() throws IOException {
        StoredFile file = SyntheticFile.special("sockfs", INODE, FileType.SOCKET, Map.of());
        StoredFile folder =
                SyntheticFile.directory("proc", INODE, FixedFolder.of(Map.of("name", file)));

        assertThat(folder.entries()).hasSize(1);
        assertThat(folder.entries().getFirst().name()).isEqualTo(FileName.of("name"));
        assertThat(folder.find(FileName.of("name"))).contains(file);
        assertThat(folder.find(FileName.of("other"))).isEmpty();
        assertThat(file.filesystem()).isEqualTo("sockfs");
    }
}

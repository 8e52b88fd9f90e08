package dev.yagura.channel.plan9;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.plan9.DirectoryFiles.Described;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.posix.FileNumbers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DirectoryFilesTest {
    private static final int MUTATIONS = 20_000;
    private static final int MAX_DESCRIBED = 8192;

    @Test
    void tellsOfEachFileWhatIsAskedForOneByOne() throws IOException {
        MemoryTree tree = new MemoryTree("three");
        tree.file("/bare", "x").link("/link", "bare");
        tree.file("/labelled", "y", made -> made.extendedAttribute("user.a", "b"));

        List<Described> files =
                DirectoryFiles.read(DirectoryFiles.of(tree.root(), new FileNumbers()));

        assertThat(files)
                .extracting(file -> file.entry().name().toString())
                .containsExactly("bare", "link", "labelled");
        assertThat(files).extracting(Described::isBare).containsExactly(true, true, false);
        for (Described file : files) {
            StoredFile own = tree.root().find(file.entry().name()).orElseThrow();
            assertThat(file.attributes()).contains(own.attributes());
            assertThat(file.entry().type()).contains(own.attributes().type());
        }
    }

    @Test
    void whatCannotBeReadIsLeftToWhoAsksForIt() throws IOException {
        MemoryTree tree = new MemoryTree("damaged");
        tree.file("/damaged", "x", made -> made.damaged()).file("/whole", "y");

        List<Described> files =
                DirectoryFiles.read(DirectoryFiles.of(tree.root(), new FileNumbers()));

        assertThat(files).hasSize(2);
        assertThat(files.getFirst().isBare()).isFalse();
        assertThat(files.getLast().attributes().map(FileAttributes::type))
                .isEqualTo(Optional.of(FileType.REGULAR));
    }

    @Test
    void ofVeryManyTheFirstAreDescribed() throws IOException {
        MemoryTree tree = new MemoryTree("many");
        for (int i = 0; i < MAX_DESCRIBED + 10; i++) {
            tree.file("/" + i, "");
        }

        List<Described> files =
                DirectoryFiles.read(DirectoryFiles.of(tree.root(), new FileNumbers()));

        assertThat(files).hasSize(MAX_DESCRIBED + 10);
        assertThat(files.subList(0, MAX_DESCRIBED)).allMatch(file -> file.attributes().isPresent());
        assertThat(files.subList(MAX_DESCRIBED, files.size()))
                .allMatch(file -> file.attributes().isEmpty());
    }

    @Test
    void refusesValuesThatAreCutAndBearsAllOthers() throws IOException {
        MemoryTree tree = new MemoryTree("two");
        tree.file("/a", "x").directory("/b");
        byte[] value = DirectoryFiles.of(tree.root(), new FileNumbers());
        int first = value.length / 2;
        for (int length = 1; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            if (length == first) {
                assertThat(DirectoryFiles.read(cut)).hasSize(1);
            } else {
                assertThatThrownBy(() -> DirectoryFiles.read(cut))
                        .isInstanceOf(MalformedStructureException.class);
            }
        }
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] changed = value.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            try {
                assertThat(DirectoryFiles.read(changed)).hasSizeLessThan(value.length);
            } catch (MalformedStructureException e) {
                assertThat(e).hasMessageContaining("files of a directory");
            }
        }
    }
}

package dev.yagura.storage.vfat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileFlag;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.truth.KernelMount;
import dev.yagura.storage.truth.TreeText;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads images that {@code mkfs.vfat} made and {@code mtools} filled, and compares with mtools. */
class VfatToolsTest {
    private static final String ID = "-i 1badcafe -n ESP";

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "1900K, -F 12 -s 1, 400000",
        "20M, -F 16 -s 4 -f 1 -r 512, 3000000",
        "30M, -F 16 -S 4096 -s 1, 3000000",
        "36M, -F 32 -s 1, 3000000",
        "40M, -F 32 -s 1 -R 40 -b 8 -f 3, 3000000",
    })
    void seesWhatMtoolsSees(String size, String options, int large) throws IOException {
        VfatImage image = VfatImage.make(directory.resolve("image"), size, options + " " + ID);
        image.fill(directory, large);
        Path copied = Files.createDirectory(directory.resolve("copied"));
        image.tool("mcopy", "-s", "-m", "-n", "::/", copied);

        VfatFilesystem filesystem = open(image);

        List<String> expected = KernelMount.python("tree.py", copied).lines().toList();
        assertThat(comparable(TreeText.of(filesystem)))
                .containsExactlyElementsOf(comparable(expected));
        assertThat(expected).hasSizeGreaterThan(120);
        assertThat(filesystem.type()).isEqualTo("vfat");
        assertThat(filesystem.uuid()).isEqualTo(new UUID(0, 0x1badcafeL));
        assertThat(filesystem.label()).isEqualTo("ESP");
        assertThat(filesystem.notes()).isEmpty();
        assertThat(VfatFilesystem.isPresent(MemoryDevice.of(image.file()))).isTrue();
    }

    @Test
    void findsFilesInAnyCaseAndByTheirShortName() throws IOException {
        VfatImage image = VfatImage.make(directory.resolve("image"), "4M", ID);
        image.fill(directory, 10_000);
        PathResolver paths = new PathResolver(open(image));

        for (String path :
                List.of(
                        "EFI/debian/Names with spaces/MixedCase.Txt",
                        "efi/DEBIAN/NAMES WITH SPACES/mixedcase.TXT",
                        "EFI/debian/NAMESW~1/MIXEDC~1.TXT",
                        "EFI/debian/Names with spaces/MixedCase.Txt..")) {
            StoredFile file = paths.find(path).orElseThrow().file();
            assertThat(text(file)).isEqualTo("content of MixedCase.Txt");
        }
        assertThat(paths.find("EFI/debian/Names with spaces/MixedCase.Tx")).isEmpty();
        StoredFile folder = paths.find("EFI").orElseThrow().file();
        assertThat(folder.flags()).containsExactly(FileFlag.CASE_INSENSITIVE);
        StoredFile readOnly = paths.find("EFI/size-1").orElseThrow().file();
        assertThat(readOnly.attributes().permissions()).isEqualTo(0555);
    }

    @Test
    void findsDeletedFilesWithTheirContent() throws IOException {
        VfatImage image = VfatImage.make(directory.resolve("image"), "4M", ID);
        Path file = Files.writeString(directory.resolve("secret plan.txt"), "plan ".repeat(1000));
        image.tool("mmd", "::/a", "::/a/b");
        image.tool("mcopy", file, "::/a/b");
        image.tool("mdel", "::/a/b/secret plan.txt");
        List<StoredFile> deleted = new ArrayList<>();

        open(image).deleted(deleted::add);

        assertThat(deleted).hasSize(1);
        assertThat(deleted.getFirst().attributes().links()).isZero();
        assertThat(text(deleted.getFirst())).isEqualTo("plan ".repeat(1000));
    }

    /** Times as {@code mdir} prints them, which are those of the image in UTC. */
    @Test
    void takesTimesAsUtc() throws IOException {
        VfatImage image = VfatImage.make(directory.resolve("image"), "4M", ID);
        Path file = Files.writeString(directory.resolve("file"), "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T23:59:58Z")));
        image.tool("mcopy", "-m", file, "::/");

        FileAttributes attributes =
                open(image).root().find(FileName.of("file")).orElseThrow().attributes();

        assertThat(attributes.modified()).isEqualTo("2024-02-29T23:59:58Z");
        assertThat(attributes.changed()).isEqualTo(attributes.modified());
        assertThat(image.tool("mdir", "::/file")).contains("2024-02-29  23:59");
    }

    /** Of each line what mtools copies: path, type, and of files size, time and content. */
    private static List<String> comparable(List<String> lines) {
        List<String> parts = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (!words[0].equals("-")) {
                boolean regular = words[1].equals("REGULAR");
                parts.add(
                        words[0]
                                + " "
                                + words[1]
                                + (regular
                                        ? " %s %s %s".formatted(words[5], words[8], words[11])
                                        : ""));
            }
        }
        return parts;
    }

    private static String text(StoredFile file) throws IOException {
        byte[] bytes = new byte[10_000];
        return new String(bytes, 0, file.read(0, MemorySegment.ofArray(bytes)), UTF_8);
    }

    private static VfatFilesystem open(VfatImage image) throws IOException {
        return VfatFilesystem.open(MemoryDevice.of(image.file()), ChecksumPolicy.REFUSE);
    }
}

package dev.yagura.detect.packages.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.detect.packages.PackageDatabases;
import dev.yagura.detect.packages.sqlite.SqliteDatabase;
import dev.yagura.detect.packages.sqlite.SqliteFile;
import dev.yagura.storage.fixture.MemoryTree;
import dev.yagura.storage.fixture.Mutations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database that rpm wrote, compared with what rpm says of it. */
class RpmPackageTest {
    /** As rpm numbers them, from 0. */
    private static final List<RpmFile.State> STATES = List.of(RpmFile.State.values());

    @TempDir private static Path work;
    private static RpmRoot root;

    @BeforeAll
    static void install() throws IOException {
        root = RpmRoot.install(work);
    }

    private static List<byte[]> blobs() throws IOException {
        byte[] bytes = root.database();
        SqliteFile file =
                new SqliteFile(
                        (offset, to, at, length) -> {
                            int count = (int) Math.max(0, Math.min(length, bytes.length - offset));
                            System.arraycopy(bytes, (int) offset, to, at, count);
                            return count;
                        },
                        bytes.length);
        List<byte[]> blobs = new ArrayList<>();
        SqliteDatabase.open(file, SqliteFile.NONE)
                .rows(
                        "Packages",
                        (_, row) -> {
                            blobs.add(row.require(1, byte[].class));
                            return true;
                        });
        return blobs;
    }

    @Test
    void everyFileIsAsRpmPrintsIt() throws IOException {
        List<String> found = new ArrayList<>();
        for (byte[] blob : blobs()) {
            RpmPackage one = RpmPackage.parse(blob);
            assertThat(one.digestAlgorithm()).isEqualTo(RpmPackage.SHA256);
            for (RpmFile file : one.files()) {
                found.add(
                        "%s %s|%s|%o|%s|%s|%s|%s|%s|%d|%d|%d"
                                .formatted(
                                        one.name(),
                                        one.version(),
                                        file.path(),
                                        file.mode(),
                                        file.digest(),
                                        file.user(),
                                        file.group(),
                                        file.target(),
                                        file.capabilities(),
                                        file.flags(),
                                        file.verify(),
                                        STATES.indexOf(file.state())));
            }
        }

        assertThat(found)
                .hasSize(411)
                .containsExactlyInAnyOrderElementsOf(
                        printed(
                                "-qa --qf '[%{=NAME} %|EPOCH?{%{=EPOCH}:}|%{=VERSION}-%{=RELEASE}."
                                        + "%{=ARCH}|%{FILENAMES}|%{FILEMODES:octal}|%{FILEDIGESTS}|"
                                        + "%{FILEUSERNAME}|%{FILEGROUPNAME}|%{FILELINKTOS}|"
                                        + "%{FILECAPS}|%{FILEFLAGS}|%{FILEVERIFYFLAGS}|"
                                        + "%{FILESTATES}\\n]'"));
    }

    /** rpm writes "(none)" where a package has no such entry at all. */
    private static List<String> printed(String arguments) throws IOException {
        return root.rpm(arguments).stream().map(line -> line.replace("(none)", "")).toList();
    }

    @Test
    void aHeaderThatIsCutOffIsRefused() throws IOException {
        byte[] blob = blobs().getFirst();
        for (int length = 0; length < blob.length; length += length < 2000 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(blob, length);
            assertThatThrownBy(() -> RpmPackage.parse(cut), "length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void hostileCountsAreRefused() throws IOException {
        byte[] blob = blobs().getFirst();
        for (int at = 0; at < 16 * ByteBuffer.wrap(blob).getInt(0); at += 4) {
            for (int value : new int[] {0, -1, Integer.MAX_VALUE, 1 << 18}) {
                byte[] hostile = blob.clone();
                ByteBuffer.wrap(hostile).putInt(at, value);
                parsesOrRefuses(hostile);
            }
        }
    }

    @Test
    void damageIsReadOrToldAndNothingElse() throws IOException {
        Mutations blobs = new Mutations(blobs().getFirst());
        Mutations databases = new Mutations(root.database());
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            parsesOrRefuses(blobs.get(seed));
            MemoryTree tree =
                    new MemoryTree("damaged").file(RpmRoot.DATABASE, databases.get(seed), _ -> {});
            PackageDatabase read = PackageDatabases.of(GuestFiles.of(tree));
            assertThat(read.isThere() || !read.gaps().isEmpty()).isTrue();
        }
    }

    private static void parsesOrRefuses(byte[] blob) {
        try {
            RpmPackage.parse(blob);
        } catch (MalformedStructureException e) {
            assertThat(e.getMessage()).startsWith("rpm header: ");
        }
    }
}

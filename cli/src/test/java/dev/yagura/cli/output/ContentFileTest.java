package dev.yagura.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentFileTest {
    @TempDir private Path folder = Path.of("");
    private Path path = Path.of("");

    @BeforeEach
    void names() {
        path = folder.resolve("out");
    }

    private static Row content(long length) {
        return Row.of("kind", "content", "length", length);
    }

    private static Row bytes(long offset, int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return Row.of(
                "kind",
                "bytes",
                "offset",
                offset,
                "base64",
                Base64.getEncoder().encodeToString(all));
    }

    @Test
    void bytesLieAtTheirOffsetsAndOnlyTheOwnerMayReadThem() throws IOException {
        try (ContentFile file = ContentFile.create(path)) {
            file.accept(content(6));
            file.accept(bytes(1, 7, 8));
            file.accept(Row.of("kind", "absent", "offset", 3, "length", 3));
            file.finish();
        }

        assertThat(path).hasBinaryContent(new byte[] {0, 7, 8, 0, 0, 0});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsOverwrittenNotEvenThroughALink() throws IOException {
        Files.writeString(path, "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));

        assertThatThrownBy(() -> ContentFile.create(path))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> ContentFile.create(link))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(path).hasContent("mine");
    }

    @Test
    void unfinishedFileIsDeleted() throws IOException {
        try (ContentFile file = ContentFile.create(path)) {
            file.accept(content(3));
            file.accept(bytes(0, 1, 2, 3));
        }

        assertThat(path).doesNotExist();
    }

    @Test
    void rowsThatDoNotFitAreRefused() throws IOException {
        try (ContentFile file = ContentFile.create(path)) {
            assertThatThrownBy(() -> file.accept(bytes(0, 1))).isInstanceOf(WatchException.class);
            file.accept(content(3));
            assertThatThrownBy(() -> file.accept(bytes(-1, 1))).hasMessageContaining("at -1 of 3");
            assertThatThrownBy(() -> file.accept(bytes(Long.MAX_VALUE, 1)))
                    .isInstanceOf(WatchException.class);
            assertThatThrownBy(() -> file.accept(bytes(2, 1, 2))).hasMessageContaining("2 of 3");
            assertThatThrownBy(() -> file.accept(Row.of("kind", "finding")))
                    .hasMessageContaining("finding");
            assertThatThrownBy(
                            () -> file.accept(Row.of("kind", "bytes", "offset", 0, "base64", "?")))
                    .hasMessageContaining("base64");
        }
    }
}

package dev.yagura.storage.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two files that are deleted while they are open, so that the kernel keeps their inodes. */
public final class DeletedWhileOpen {
    private static final List<String> CONTENTS =
            List.of("content of the first", "content of the second");

    private DeletedWhileOpen() {}

    /** Makes them on an image, and copies that before the kernel frees them. */
    public static void make(Path image, Path copy) throws IOException {
        try (KernelMount mount = KernelMount.of(image, "rw")) {
            Path first = mount.directory().resolve("first");
            Path second = mount.directory().resolve("second");
            Files.writeString(first, CONTENTS.getFirst());
            Files.writeString(second, CONTENTS.getLast());
            try (InputStream one = Files.newInputStream(first);
                    InputStream two = Files.newInputStream(second)) {
                Files.delete(first);
                Files.delete(second);
                HostTool.run("sync", "-f", mount.directory());
                HostTool.run("cp", "--sparse=always", image, copy);
                assertThat(one.read() + two.read()).isEqualTo('c' + 'c');
            }
        }
    }

    /** Requires that these are the two. */
    public static void assertFound(List<StoredFile> files) {
        assertThat(files)
                .extracting(DeletedWhileOpen::text)
                .containsExactlyInAnyOrderElementsOf(CONTENTS);
    }

    /** Returns the content of a short file. */
    public static String text(StoredFile file) {
        byte[] bytes = new byte[100];
        try {
            int length = file.read(0, MemorySegment.ofArray(bytes));
            return new String(bytes, 0, length, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

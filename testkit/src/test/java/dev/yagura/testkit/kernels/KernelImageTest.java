package dev.yagura.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelImageTest {
    private static final int VERSION_AT = 0x3000;

    @TempDir private Path directory;

    @Test
    void readsTheReleaseFromTheHeader() throws IOException {
        Path file = directory.resolve("vmlinuz-x");
        writeBzImage(file, "6.1.0-56-cloud-amd64");

        KernelImage kernel = KernelImage.ofFile(file);

        assertThat(kernel.label()).isEqualTo("vmlinuz-x");
        assertThat(kernel.release()).isEqualTo("6.1.0-56-cloud-amd64");
        assertThat(kernel.modules()).isEmpty();
    }

    @Test
    void refusesEveryTruncationUpToTheVersion() throws IOException {
        Path file = directory.resolve("vmlinuz");
        writeBzImage(file, "6.1.0");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= VERSION_AT + 5; length += length < 0x220 ? 1 : 997) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> KernelImage.ofFile(file)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void namesWhatItFoundInAFileThatIsNoKernel() throws IOException {
        Path file = directory.resolve("text");
        Files.writeString(file, "no kernel".repeat(200));

        assertThatThrownBy(() -> KernelImage.ofFile(file))
                .hasMessageEndingWith(
                        "found no \"HdrS\" at 0x202, expected a bzImage of 528 bytes or more");
    }

    @Test
    void refusesModulesThatAreNotThere() throws IOException {
        Path file = directory.resolve("vmlinuz");
        writeBzImage(file, "6.1.0");

        assertThatThrownBy(() ->
                        new KernelImage(
                                "x", "6.1.0", file, Optional.of(directory.resolve("absent"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Writes the head of a bzImage: magic, and the version where the header says. */
    static void writeBzImage(Path file, String release) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(0x4000).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
        image.putShort(0x20E, (short) (VERSION_AT - 0x200));
        image.put(
                VERSION_AT,
                (release + " (someone@host) #1 SMP\0").getBytes(StandardCharsets.US_ASCII));
        Files.write(file, image.array());
    }
}

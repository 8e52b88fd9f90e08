package dev.yagura.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianKernelsTest {
    @TempDir private Path directory;

    @Test
    void usesACachedKernelWithoutAMirror() throws IOException {
        Path cached = directory.resolve("cache/6.1-cloud");
        Files.createDirectories(cached.resolve("6.1.0-56-cloud-amd64"));
        KernelImageTest.writeBzImage(cached.resolve("vmlinuz"), "6.1.0-56-cloud-amd64");

        KernelImage kernel = kernels().fetch(DebianKernel.V6_1_CLOUD);

        assertThat(kernel.label()).isEqualTo("6.1-cloud");
        assertThat(kernel.release()).isEqualTo("6.1.0-56-cloud-amd64");
        assertThat(kernel.modules()).hasValue(cached.resolve("6.1.0-56-cloud-amd64"));
    }

    @Test
    void anEmptyCacheIsNotAnError() throws IOException {
        assertThat(kernels().cached(DebianKernel.V6_12)).isEmpty();
    }

    @Test
    void failsWithoutAMirrorAndLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() -> kernels().fetch(DebianKernel.V5_10))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("apt: found no Debian mirror among 0 sources");
        try (Stream<Path> left = Files.list(directory.resolve("cache"))) {
            assertThat(left).extracting(Path::getFileName).containsExactly(Path.of(".lock"));
        }
    }

    @Test
    void aSecondCallerGetsTheLockAfterTheFirst() throws IOException {
        Path lock = directory.resolve("lock");
        try (var _ = CacheLock.take(lock)) {
            assertThat(lock).exists();
        }
        try (var _ = CacheLock.take(lock)) {
            assertThat(lock).exists();
        }
    }

    private DebianKernels kernels() {
        return new DebianKernels(directory.resolve("cache"), directory.resolve("etc-apt"));
    }
}

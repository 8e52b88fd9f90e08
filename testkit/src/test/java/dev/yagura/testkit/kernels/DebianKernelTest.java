package dev.yagura.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianKernelTest {
    /** Names as Debian's indexes of 2026-11-23 list them. */
    @ParameterizedTest
    @CsvSource({
        "V5_10, linux-image-5.10.0-46-amd64",
        "V6_1_CLOUD, linux-image-6.1.0-56-cloud-amd64",
        "V6_1, linux-image-6.1.0-56-amd64",
        "V6_12, linux-image-6.12.117+deb13-amd64",
        "NEWEST, linux-image-7.2.13+deb14-cloud-amd64",
    })
    void knowsItsPackages(DebianKernel kernel, String packageName) {
        assertThat(kernel.isImagePackage(packageName)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "V5_10, linux-image-5.10.0-46-cloud-amd64",
        "V5_10, linux-image-5.10.0-46-amd64-unsigned",
        "V6_1_CLOUD, linux-image-6.1.0-0.deb11.48-cloud-amd64",
        "V6_1, linux-image-6.1.0-56-cloud-amd64",
        "V6_12, linux-image-6.12.117+deb12-amd64",
        "NEWEST, linux-image-cloud-amd64",
        "NEWEST, linux-image-7.2.13+deb14-cloud-amd64-dbg",
    })
    void leavesOtherPackagesAlone(DebianKernel kernel, String packageName) {
        assertThat(kernel.isImagePackage(packageName)).isFalse();
    }

    @Test
    void comparesNumbersInNamesAsNumbers() {
        List<String> sorted =
                List.of("a-6.12.9-x", "a-6.12.117-x", "a-6.12.20-x", "a-6.12.9").stream()
                        .sorted(PackageNames.NATURAL)
                        .toList();

        assertThat(sorted).containsExactly("a-6.12.9", "a-6.12.9-x", "a-6.12.20-x", "a-6.12.117-x");
    }
}

package dev.yagura.it;

import static dev.yagura.memory.paging.PagingMode.FIVE_LEVEL;
import static dev.yagura.memory.paging.PagingMode.FOUR_LEVEL;
import static dev.yagura.testkit.kernels.DebianKernel.V5_10;
import static dev.yagura.testkit.kernels.DebianKernel.V6_1_CLOUD;

import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The older kernels of the matrix. */
@Tag("guest")
@Order(1) // among the longest, so begun early
@ParameterizedClass(name = "{0}")
@MethodSource("guests")
class KernelMatrixTest extends KernelMatrix {
    static Stream<MatrixGuest> guests() {
        return Stream.of(
                new MatrixGuest(V5_10, FOUR_LEVEL), // Debian built it without 5-level paging
                new MatrixGuest(V6_1_CLOUD, FOUR_LEVEL),
                new MatrixGuest(V6_1_CLOUD, FIVE_LEVEL));
    }
}

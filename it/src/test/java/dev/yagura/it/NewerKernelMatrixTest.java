package dev.yagura.it;

import static dev.yagura.memory.paging.PagingMode.FIVE_LEVEL;
import static dev.yagura.memory.paging.PagingMode.FOUR_LEVEL;
import static dev.yagura.testkit.kernels.DebianKernel.NEWEST;
import static dev.yagura.testkit.kernels.DebianKernel.V6_12;

import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The newer kernels of the matrix. */
@Tag("guest")
@Order(1) // among the longest, so begun early
@ParameterizedClass(name = "{0}")
@MethodSource("guests")
class NewerKernelMatrixTest extends KernelMatrix {
    static Stream<MatrixGuest> guests() {
        return Stream.of(
                new MatrixGuest(V6_12, FOUR_LEVEL),
                new MatrixGuest(V6_12, FIVE_LEVEL),
                new MatrixGuest(NEWEST, FOUR_LEVEL),
                new MatrixGuest(NEWEST, FIVE_LEVEL));
    }
}

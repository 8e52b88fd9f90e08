package dev.yagura.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of include/linux/sched.h; letters of {@code task_state_array} in fs/proc/array.c. */
class TaskStateTest {

    @ParameterizedTest(name = "state {0}, exit_state {1}: {2}")
    @CsvSource({
        "0x0, 0x0, R",
        "0x1, 0x0, S",
        "0x2, 0x0, D",
        "0x4, 0x0, T",
        "0x104, 0x0, T", // TASK_WAKEKILL | __TASK_STOPPED
        "0x8, 0x0, t",
        "0x0, 0x10, X",
        "0x80, 0x20, Z", // TASK_DEAD, EXIT_ZOMBIE
        "0x80, 0x30, Z", // EXIT_TRACE
        "0x40, 0x0, P",
        "0x402, 0x0, I",
        "0x2402, 0x0, I", // with TASK_FREEZABLE
        "0x8000, 0x0, D", // TASK_FROZEN
        "0x1000, 0x0, D", // TASK_RTLOCK_WAIT
        "0x800, 0x0, R", // TASK_NEW
        "0x7fffffffffff0000, 0x0, R",
    })
    void letterIsThatOfProc(String state, String exitState, char letter) {
        TaskState found = TaskState.of(Long.decode(state), Integer.decode(exitState));

        assertThat(found.letter()).isEqualTo(letter);
    }
}

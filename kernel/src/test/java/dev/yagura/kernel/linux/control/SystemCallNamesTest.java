package dev.yagura.kernel.linux.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Numbers as {@code asm/unistd_64.h}, {@code unistd_x32.h} and {@code unistd_32.h} have them. */
class SystemCallNamesTest {
    private final SystemCallNames names = SystemCallNames.get();

    @Test
    void commonNumbersAreThoseOf64BitAndX32() {
        assertThat(names.entries(SystemCallAbi.X64, 0)).containsExactly("sys_read");
        assertThat(names.entries(SystemCallAbi.X32, 0)).containsExactly("sys_read");
        assertThat(names.entries(SystemCallAbi.X64, 435)).containsExactly("sys_clone3");
    }

    @Test
    void x32HasNumbersOfItsOwn() {
        assertThat(names.entries(SystemCallAbi.X64, 59)).containsExactly("sys_execve");
        assertThat(names.entries(SystemCallAbi.X32, 59)).isEmpty();
        assertThat(names.entries(SystemCallAbi.X32, 520)).containsExactly("compat_sys_execve");
        assertThat(names.last(SystemCallAbi.X32)).isEqualTo(547);
    }

    @Test
    void i386NumbersDiffer() {
        assertThat(names.entries(SystemCallAbi.IA32, 3)).containsExactly("sys_read");
        assertThat(names.entries(SystemCallAbi.IA32, 11)).containsExactly("compat_sys_execve");
        assertThat(names.entries(SystemCallAbi.IA32, 317))
                .containsExactly("compat_sys_move_pages", "sys_move_pages");
    }

    @Test
    void unusedNumbersHaveNoEntry() {
        assertThat(names.entries(SystemCallAbi.X64, 134)).isEmpty(); // uselib
        assertThat(names.entries(SystemCallAbi.X64, 400)).isEmpty();
        assertThat(names.entries(SystemCallAbi.X64, -1)).isEmpty();
        assertThat(names.last(SystemCallAbi.X64)).isGreaterThanOrEqualTo(471);
    }
}

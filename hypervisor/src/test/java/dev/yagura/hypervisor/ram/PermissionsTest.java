package dev.yagura.hypervisor.ram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PermissionsTest {
    @Test
    void namesTheOtherUser() {
        assertThat(Permissions.advice(64055, 1000, 0))
                .isEqualTo(
                        "it runs as user id 64055, this process as 1000; run as root or as that"
                                + " user");
    }

    @Test
    void namesTheKernelSettingAndTheLineThatMendsIt() {
        assertThat(Permissions.advice(1000, 1000, 1))
                .isEqualTo(
                        "kernel.yama.ptrace_scope is 1; run as root, or: sysctl"
                                + " kernel.yama.ptrace_scope=0");
    }

    @Test
    void tellsRootWhatAContainerTakesAway() {
        assertThat(Permissions.advice(64055, 0, 0)).contains("CAP_SYS_PTRACE");
        assertThat(Permissions.advice(64055, 0, 3)).contains("until the next boot");
    }

    @Test
    void knowsOfProcessesThatMayNotBeInspected() {
        assertThat(Permissions.advice(1000, 1000, 0)).contains("not dumpable");
    }
}

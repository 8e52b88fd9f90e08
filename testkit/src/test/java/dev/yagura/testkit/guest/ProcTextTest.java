package dev.yagura.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcTextTest {
    @Test
    void listsProcessesByPidWithOddNames() throws IOException {
        String text = "12 1 1000 we ird)(x\n2 0 0 kthreadd\n7 1 4294967295 a\\nb\\\\c\n";

        assertThat(ProcText.processes(text))
                .containsExactly(
                        new GuestProcess(2, 0, 0, "kthreadd"),
                        new GuestProcess(7, 1, -1, "a\nb\\c"),
                        new GuestProcess(12, 1, 1000, "we ird)(x"));
    }

    @Test
    void readsModulesInTheirOrder() throws IOException {
        String text =
                """
                tun 61440 0 - Live 0xffffffffc0639000
                virtio_ring 49152 4 virtio_net,virtio_blk, Live 0xffffffffc04fe000 (E)
                """;

        assertThat(ProcText.modules(text))
                .containsExactly(
                        new GuestModule("tun", 61440, 0, 0xffffffffc0639000L),
                        new GuestModule("virtio_ring", 49152, 4, 0xffffffffc04fe000L));
    }

    @Test
    void takesTheFirstOfSymbolsWithOneName() throws IOException {
        String text =
                "ffffffff81000000 T _stext\nffffffff81000010 t a\nffffffffc0000000 t a\t[tun]\n";

        assertThat(ProcText.symbols(text))
                .containsEntry("_stext", 0xffffffff81000000L)
                .containsEntry("a", 0xffffffff81000010L)
                .hasSize(2);
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> ProcText.processes("sh: not found\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("guest: found \"sh: not found\", expected \"pid ppid uid comm\"");
    }

    /** Names as Linux 6.12 shows them, and what the task's comm field held in the same guest. */
    @ParameterizedTest
    @CsvSource({
        "2, kworker/1:1H-kblockd, kworker/1:1H",
        "2, kworker/u8:0+events_unbound, kworker/u8:0",
        "2, kworker/R-mm_percpu_wq, kworker/R-mm_pe",
        "2, rcu_exp_par_gp_kthread_worker/0, rcu_exp_par_gp_",
        "1, kworker/1:1H-kblockd, kworker/1:1H-kb",
        "1, sh, sh",
    })
    void knowsWhatTheTaskItselfIsCalled(int ppid, String comm, String taskComm) {
        assertThat(new GuestProcess(99, ppid, 0, comm).taskComm()).isEqualTo(taskComm);
    }
}

package dev.yagura.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.hypervisor.TestData;
import org.junit.jupiter.api.Test;

/** The table is a real one; its origin is in {@code README.md} beside it. */
class UnixSocketsTest {
    @Test
    void findsListeningSocketsOnly() {
        String table = TestData.text(UnixSocketsTest.class, "net-unix.txt");

        assertThat(UnixSockets.listening(table))
                .containsEntry("215171", "/var/lib/libvirt/qemu/domain-1-web/monitor.sock")
                .containsEntry("214233", "/var/lib/libvirt/qemu/domain-2-db, 2nd/monitor.sock")
                .containsEntry("209445", "/run/libvirt/libvirt-sock")
                .doesNotContainKeys("214292", "215234", "559");
    }

    @Test
    void passesOverWhatIsNoSocket() {
        assertThat(UnixSockets.listening("\n\n a b c d e f g h\n0: 1 2 zzzzzzzz 1 1 5 /p\n"))
                .isEmpty();
    }
}

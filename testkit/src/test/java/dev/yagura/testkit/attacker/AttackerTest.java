package dev.yagura.testkit.attacker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.testkit.attacker.Intrusion.ErasedTask;
import dev.yagura.testkit.attacker.Intrusion.HiddenTask;
import dev.yagura.testkit.attacker.Intrusion.Place;
import dev.yagura.testkit.attacker.Intrusion.RedirectedSystemCall;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.guest.GuestProcess;
import dev.yagura.testkit.guest.GuestSpec;
import dev.yagura.testkit.kernels.DebianKernel;
import dev.yagura.testkit.kernels.DebianKernels;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attacks the oldest and the newest kernel, which have one way each to dispatch system calls;
 * module {@code it} attacks all. See {@code GuestTest} for its needs.
 */
@Tag("guest")
class AttackerTest {
    private static final int SYS_GETEUID = 107;

    @ParameterizedTest
    @CsvSource({
        "V5_10, TABLE_SLOT",
        "NEWEST, DISPATCHER",
    })
    void intrusionsTakeEffectAndCanBeUndone(DebianKernel kernel, Place place) throws IOException {
        try (Guest guest = Guest.boot(GuestSpec.of(DebianKernels.standard().fetch(kernel)))) {
            Attacker attacker = Attacker.of(guest);
            GuestProcess victim = processNamed(guest, "busybox-daemon");

            HiddenTask hidden = attacker.hideTask(victim.pid());
            RedirectedSystemCall call =
                    attacker.redirectSystemCall(SYS_GETEUID, "__x64_sys_getpid");

            assertThat(attacker.intrusions()).containsExactly(hidden, call);
            assertThat(hidden.comm()).isEqualTo("busybox-daemon");
            assertThatThrownBy(() -> attacker.hideTask(victim.pid()))
                    .hasMessage("task list: holds no process %d".formatted(victim.pid()));
            assertThat(guest.processes()).contains(victim);
            assertThat(call.handler()).isEqualTo("__x64_sys_geteuid");
            assertThat(call.place()).isEqualTo(place);
            // id -u prints what geteuid answers, which is a new process id each time now.
            assertThat(guest.run("id -u")).isNotEqualTo("0\n").isNotEqualTo(guest.run("id -u"));

            attacker.undoAll();

            assertThat(attacker.intrusions()).isEmpty();
            assertThat(guest.run("id -u")).isEqualTo("0\n");
            assertThat(attacker.hideTask(victim.pid())).isEqualTo(hidden);
            attacker.undoAll();
            ErasedTask erased = attacker.eraseTask(victim.pid());
            assertThat(erased.taskGva()).isEqualTo(hidden.taskGva());
            assertThat(guest.processes()).doesNotContain(victim);
            attacker.undoAll();
            assertThat(guest.processes()).contains(victim);
            guest.run("kill " + victim.pid());
            assertThat(guest.isRunning()).isTrue();
        }
    }

    private static GuestProcess processNamed(Guest guest, String comm) throws IOException {
        return guest.processes().stream()
                .filter(process -> process.comm().equals(comm))
                .findFirst()
                .orElseThrow();
    }
}

package dev.yagura.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessEvidenceTest {
    private final FakeLinux fake = new FakeLinux();
    private final Linux linux = Linux.of(fake.guest().kernel());

    @BeforeEach
    void someProcesses() {
        fake.process(1, 0, "init");
        fake.process(10, 1, "server");
        fake.process(12, 10, "child");
    }

    private Evidence.Lineage of(int pid) throws IOException {
        return ProcessEvidence.of(linux, task(pid));
    }

    private Task task(int pid) throws IOException {
        return linux.tasks().processes().stream()
                .filter(some -> some.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProcessIsToldWithThoseItDescendsFrom() throws IOException {
        Evidence.Lineage child = of(12);

        assertThat(child.tree()).containsExactly("10 (server)", "1 (init)");
        assertThat(child.describe())
                .isEqualTo(
                        "process 12 (child) at 0x%x, uid 2012, no program, started by 10 (server), by 1 (init)"
                                .formatted(fake.task(12)));
    }

    @Test
    void aCircleOfParentsEnds() throws IOException {
        fake.guest().u64(fake.task(10) + FakeLinux.REAL_PARENT, fake.task(12));

        assertThat(of(12).tree()).containsExactly("10 (server)", "12 (child)");
    }

    @Test
    void aParentOutsideMemoryIsSaid() throws IOException {
        Task child = task(12);
        fake.guest().u64(fake.task(12) + FakeLinux.REAL_PARENT, 0xffff_c900_0000_0000L);

        assertThat(ProcessEvidence.of(linux.again(), child).tree())
                .singleElement()
                .asString()
                .startsWith("not readable: ");
    }
}

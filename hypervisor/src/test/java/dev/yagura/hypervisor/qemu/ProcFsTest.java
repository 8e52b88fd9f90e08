package dev.yagura.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcFsTest {
    @TempDir private Path root;

    @Test
    void readsThisProcess() throws IOException {
        long self = ProcessHandle.current().pid();
        ProcFs proc = ProcFs.ofHost();

        assertThat(proc.pids()).contains(self).isSorted();
        assertThat(proc.commandLine(self)).isNotEmpty();
        assertThat(proc.startTicks(self)).isPositive().isEqualTo(proc.startTicks(self));
        assertThat(proc.link(self, "exe")).contains("java");
        assertThat(proc.descriptors(self)).containsKey(1);
        assertThat(proc.threads(self)).contains(self);
        assertThat(proc.threadsInNamespace(self)).isNotEmpty();
    }

    @Test
    void keepsEmptyArguments() throws IOException {
        ProcFs proc = new FakeProc(root).process(1, 1, "qemu", "", "-name", "").procFs();

        assertThat(proc.commandLine(1)).containsExactly("qemu", "", "-name", "");
    }

    @Test
    void aZombieHasNoArguments() throws IOException {
        ProcFs proc = new FakeProc(root).process(1, 1, "qemu").write(1, "cmdline", "").procFs();

        assertThat(proc.commandLine(1)).isEmpty();
    }

    @Test
    void aProgramsNameCannotPassForTheStartTime() throws IOException {
        ProcFs proc = new FakeProc(root).process(1, 4711, "qemu").procFs();

        assertThat(proc.startTicks(1)).isEqualTo(4711);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ")", "1 (x) S 1", "1 (x) S 1 1 1 0 -1 4 1 0 0 0 5 6 0 0 20 0 3 0 -5"})
    void aStatThatIsNoneIsRefused(String text) throws IOException {
        ProcFs proc = new FakeProc(root).process(1, 1, "qemu").write(1, "stat", text).procFs();

        assertThatThrownBy(() -> proc.startTicks(1))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void anEndlessCommandLineIsRefused() throws IOException {
        ProcFs proc =
                new FakeProc(root)
                        .process(1, 1, "qemu")
                        .write(1, "cmdline", "x".repeat((1 << 20) + 1))
                        .procFs();

        assertThatThrownBy(() -> proc.commandLine(1))
                .hasMessageContaining("is more than 1048576 bytes");
    }

    @Test
    void aProcessThatIsNotThereIsAnIoException() {
        assertThatThrownBy(() -> new ProcFs(root).startTicks(1))
                .isInstanceOf(NoSuchFileException.class);
    }
}

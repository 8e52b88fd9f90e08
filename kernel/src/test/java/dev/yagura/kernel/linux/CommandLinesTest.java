package dev.yagura.kernel.linux;

import static dev.yagura.kernel.fixture.FakeLinux.MM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandLinesTest {
    private static final long STACK = 0x7ffc_0000_0000L;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long mm;

    @BeforeEach
    void makesProcess() {
        mm = fake.read(fake.process(1, 0, "init") + MM);
        guest.u64(mm, guest.topTable());
    }

    private Optional<List<String>> commandLine() throws IOException {
        Tasks tasks = Linux.of(guest.kernel()).tasks();
        return tasks.commandLine(tasks.processes().getFirst());
    }

    private Optional<List<String>> environment() throws IOException {
        Tasks tasks = Linux.of(guest.kernel()).tasks();
        return tasks.environment(tasks.processes().getFirst());
    }

    private void arguments(String arguments, String environment) {
        byte[] bytes = (arguments + environment).getBytes(StandardCharsets.UTF_8);
        guest.bytes(STACK, bytes)
                .u64(mm + 8, STACK)
                .u64(mm + 16, STACK + arguments.length())
                .u64(mm + 24, STACK + arguments.length())
                .u64(mm + 32, STACK + bytes.length);
    }

    @Test
    void splitsArguments() throws IOException {
        arguments("sh\0-c\0\0echo a b\0", "A=1\0");

        assertThat(commandLine()).contains(List.of("sh", "-c", "", "echo a b"));
    }

    @Test
    void titleMayRunIntoTheEnvironment() throws IOException {
        arguments("sshd: alice [priv", "]\0B=1\0");

        assertThat(commandLine()).contains(List.of("sshd: alice [priv]"));
    }

    @Test
    void processWithoutArgumentsHasNone() throws IOException {
        assertThat(commandLine()).isEmpty();

        guest.u64(mm + 8, STACK).u64(mm + 16, STACK - 1);
        assertThat(commandLine()).isEmpty();
    }

    @Test
    void swappedOutArgumentsAreAnError() {
        guest.u64(mm + 8, STACK).u64(mm + 16, STACK + 5);

        assertThatThrownBy(this::commandLine).isInstanceOf(PageNotPresentException.class);
    }

    @Test
    void splitsEnvironment() throws IOException {
        assertThat(environment()).isEmpty();

        arguments("sh\0", "A=1\0EMPTY=\0LD_PRELOAD=/x.so\0");
        assertThat(environment()).contains(List.of("A=1", "EMPTY=", "LD_PRELOAD=/x.so"));
    }

    @Test
    void environmentLongerThanAKernelAllowsIsRefused() {
        guest.u64(mm + 24, STACK).u64(mm + 32, STACK + (6 << 20) + 1);

        assertThatThrownBy(this::environment)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageEndingWith("is 6291457 bytes after env_start, expected 0..6291456");
    }

    @Test
    void hugeArgumentsAreCut() throws IOException {
        guest.bytes(STACK, new byte[200 << 10]);
        guest.u64(mm + 8, STACK).u64(mm + 16, -1);
        assertThat(commandLine()).isEmpty();

        guest.u64(mm + 16, STACK + (200 << 10));
        assertThat(commandLine().orElseThrow()).hasSize(128 << 10);
    }
}

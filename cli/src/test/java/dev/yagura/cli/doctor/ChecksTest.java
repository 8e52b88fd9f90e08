package dev.yagura.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.cli.doctor.Check.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    @TempDir private Path root;

    @Test
    void aBareMachineLacksQemuAndIsToldTheLineThatInstallsIt() {
        Check qemu = check("qemu", false);

        assertThat(qemu.state()).isEqualTo(State.MISSING);
        assertThat(qemu.mend())
                .isEqualTo("sudo apt-get install --no-install-recommends qemu-system-x86");
    }

    @Test
    void findsACommandOnTheSearchPath() throws IOException {
        Path bin = Files.createDirectories(root.resolve("usr/bin"));
        Files.createFile(
                bin.resolve("qemu-system-x86_64"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(check("qemu", false).state()).isEqualTo(State.OK);
    }

    @Test
    void tellsASilentCpuFromADisabledSgx() throws IOException {
        assertThat(check("sgx", false).found()).isEqualTo("the CPU does not offer it");

        Files.writeString(
                Files.createDirectories(root.resolve("proc")).resolve("cpuinfo"),
                "processor : 0\nflags : fpu vme sgx sgx_lc\n");
        assertThat(check("sgx", false).mend()).contains("firmware");

        Files.createFile(Files.createDirectories(root.resolve("dev")).resolve("sgx_enclave"));
        assertThat(check("sgx", false).state()).isEqualTo(State.OK);
    }

    @Test
    void aFlagThatOnlyStartsLikeSgxDoesNotCount() throws IOException {
        Files.writeString(
                Files.createDirectories(root.resolve("proc")).resolve("cpuinfo"),
                "flags : fpu sgx_lc\nbugs : sgx\n");

        assertThat(check("sgx", false).found()).isEqualTo("the CPU does not offer it");
    }

    @Test
    void namesThePtraceScopeThatKeepsAnonymousMemoryAway() throws IOException {
        Files.writeString(
                Files.createDirectories(root.resolve("proc/sys/kernel/yama"))
                        .resolve("ptrace_scope"),
                "2\n");

        assertThat(check("guest memory", false).found()).isEqualTo("kernel.yama.ptrace_scope is 2");
        assertThat(check("guest memory", true).state()).isEqualTo(State.OK);
    }

    @Test
    void takesNoClangThatIsTooOldForModules() throws IOException {
        assertThat(check("clang", false).mend())
                .isEqualTo("sudo apt-get install --no-install-recommends clang-19 llvm-19");

        clang("clang", 14);
        assertThat(check("clang", false).state()).isEqualTo(State.MISSING);
        assertThat(check("clang", false).found()).endsWith("is clang 14, expected 19 or newer");

        clang("clang-20", 20);
        assertThat(check("clang", false).state()).isEqualTo(State.OK);
        assertThat(check("clang", false).found()).endsWith("usr/bin/clang-20");
    }

    private void clang(String name, int version) throws IOException {
        Path program = Files.createDirectories(root.resolve("usr/bin")).resolve(name);
        Files.writeString(program, "#!/bin/sh\necho 'clang version %d.0.6'\n".formatted(version));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Check check(String name, boolean superuser) {
        Machine machine = new Machine(root, List.of(Path.of("/usr/bin")), superuser);
        return new Checks(machine)
                .run().stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }
}

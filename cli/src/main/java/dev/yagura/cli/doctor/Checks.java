package dev.yagura.cli.doctor;

import dev.yagura.cli.doctor.Check.State;
import dev.yagura.cli.module.Clang;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All checks, in the order in which they are printed. */
public final class Checks {
    private static final int NEEDED_JAVA = 25;

    private final Machine machine;

    /** Prepares to look at {@code machine}. */
    public Checks(Machine machine) {
        this.machine = machine;
    }

    /** Looks at everything; reads files and changes nothing. */
    public List<Check> run() {
        List<Check> checks = new ArrayList<>();
        checks.add(jdk());
        checks.add(command("qemu", "qemu-system-x86_64", "qemu-system-x86", "demo and tests"));
        checks.add(command("busybox", "busybox", "busybox-static", "the guests of demo and tests"));
        checks.add(kernels());
        checks.add(kvm());
        checks.add(guestMemory());
        checks.add(sgx());
        checks.add(fuse());
        checks.add(command("bwrap", "bwrap", "bubblewrap", "running tools on a VM's files (exec)"));
        checks.add(command("cc", "cc", "gcc libc6-dev", "building the tools tree (tools build)"));
        checks.add(clang());
        checks.add(
                command("bpftool", "bpftool", "bpftool", "planting intrusions in demo and tests"));
        checks.add(
                command("nbdinfo", "nbdinfo", "libnbd-bin", "looking at an agent by hand; tests"));
        return checks;
    }

    private static Check jdk() {
        int version = Runtime.version().feature();
        return new Check(
                "jdk",
                version >= NEEDED_JAVA ? State.OK : State.MISSING,
                "Java " + Runtime.version(),
                "everything",
                version >= NEEDED_JAVA ? "" : "install a JDK %d".formatted(NEEDED_JAVA));
    }

    private Check command(String name, String command, String debianPackage, String wantedFor) {
        Optional<Path> found = machine.command(command);
        return found.map(path -> new Check(name, State.OK, path.toString(), wantedFor, ""))
                .orElseGet(() ->
                        new Check(
                                name,
                                State.MISSING,
                                "no %s in PATH".formatted(command),
                                wantedFor,
                                install(debianPackage)));
    }

    /** A compiler of the version that modules are built by; Debian 12 calls another one clang. */
    private Check clang() {
        String wantedFor = "detectors in C (module build)";
        String found = "no clang in PATH";
        for (String name : Clang.names()) {
            Optional<Path> program = machine.command(name);
            if (program.isEmpty()) {
                continue;
            }
            try {
                Clang clang = Clang.at(program.get());
                return new Check("clang", State.OK, clang.program().toString(), wantedFor, "");
            } catch (IOException e) {
                found = String.valueOf(e.getMessage());
            }
        }
        return new Check("clang", State.MISSING, found, wantedFor, install("clang-19 llvm-19"));
    }

    private String install(String debianPackage) {
        String sudo = machine.superuser() ? "" : "sudo ";
        return "%sapt-get install --no-install-recommends %s".formatted(sudo, debianPackage);
    }

    private Check kernels() {
        String wantedFor = "a kernel for the guests of demo and tests";
        if (machine.command("apt-get").isPresent() && machine.command("dpkg-deb").isPresent()) {
            return new Check("kernels", State.OK, "Debian packages, by apt-get", wantedFor, "");
        }
        return new Check(
                "kernels",
                State.LIMITED,
                "no apt-get and dpkg-deb",
                wantedFor,
                "name one: yagura demo --kernel /boot/vmlinuz-…");
    }

    private Check kvm() {
        Path device = machine.path("/dev/kvm");
        boolean usable = Files.isReadable(device) && Files.isWritable(device);
        return new Check(
                "kvm",
                usable ? State.OK : State.LIMITED,
                usable ? device.toString() : "no usable /dev/kvm",
                "guests at full speed; without it QEMU emulates (demo and tests always do)",
                usable ? "" : "enable virtualisation, join the kvm group");
    }

    /** Whether another process's memory may be read: needed for guests with anonymous RAM. */
    private Check guestMemory() {
        String wantedFor = "guests of other users, and guests whose RAM is anonymous";
        if (machine.superuser()) {
            return new Check("guest memory", State.OK, "running as root", wantedFor, "");
        }
        String scope = machine.text("/proc/sys/kernel/yama/ptrace_scope");
        boolean open = scope.isEmpty() || scope.equals("0");
        return new Check(
                "guest memory",
                State.LIMITED,
                open ? "own guests only" : "kernel.yama.ptrace_scope is " + scope,
                wantedFor,
                "run the agent as root or give it CAP_SYS_PTRACE");
    }

    private Check sgx() {
        String wantedFor = "a real enclave; without it the enclave is simulated and says so";
        boolean device = Files.exists(machine.path("/dev/sgx_enclave"));
        boolean processor =
                machine.text("/proc/cpuinfo").matches("(?s).*\\bflags\\b[^\\n]*\\bsgx\\b.*");
        if (device) {
            return new Check("sgx", State.OK, "/dev/sgx_enclave", wantedFor, "");
        }
        return new Check(
                "sgx",
                State.LIMITED,
                processor ? "the CPU has it, no /dev/sgx_enclave" : "the CPU does not offer it",
                wantedFor,
                processor ? "enable SGX in the firmware; use Linux 5.11 or later" : "");
    }

    private Check fuse() {
        boolean device = Files.exists(machine.path("/dev/fuse"));
        return new Check(
                "fuse",
                device ? State.OK : State.MISSING,
                device ? "/dev/fuse" : "no /dev/fuse",
                "mounting a VM's files (yagura mount)",
                device ? "" : "modprobe fuse");
    }
}

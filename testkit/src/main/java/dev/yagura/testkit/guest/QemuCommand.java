package dev.yagura.testkit.guest;

import dev.yagura.memory.paging.PagingMode;
import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command that starts QEMU for a guest. */
final class QemuCommand {
    /**
     * Starts QEMU so that it cannot outlive this JVM, however that ends: standard input is a pipe
     * from it, and when that breaks, QEMU is killed and, unless the JVM still lives and cleans up
     * itself, the guest's directory deleted. The shell replaces itself by QEMU, so that the process
     * id is QEMU's.
     */
    private static final String KEEPER =
            """
            directory=$1 jvm=$2
            shift 2
            exec 3<&0
            (
                trap '' INT TERM HUP
                cat <&3 >/dev/null
                grep -qs "$directory" "/proc/$$/cmdline" && kill -9 $$
                sleep 2
                [ -e "/proc/$jvm" ] || rm -rf "$directory"
            ) >/dev/null 2>&1 &
            exec "$@" 3<&- </dev/null
            """;

    /**
     * All vCPUs in one thread. With a thread each, QEMU before 8.1 can translate an instruction
     * while another vCPU replaces it, and keeps the old one: a kernel that has taken back a
     * breakpoint of its own then still meets it, and panics. Changes of what is traced did that
     * once in ten.
     */
    private static final String ONE_THREAD = "tcg,thread=single";

    private QemuCommand() {}

    /** Returns the command for a guest whose files are in {@code files}. */
    static List<String> of(GuestSpec spec, GuestFiles files) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(HostTool.require("qemu-system-x86_64", "qemu-system-x86").toString());
        command.addAll(machine(spec, files));
        for (int i = 0; i < spec.disks().size(); i++) {
            command.addAll(spec.disks().get(i).options(i));
        }
        spec.system().ifPresent(disk -> command.addAll(disk.systemOptions()));
        command.addAll(connections(spec, files));
        return kept(files.directory(), ProcessHandle.current().pid(), command);
    }

    /**
     * Returns a command that runs another and ends it when its own standard input ends.
     *
     * @param directory named in the other command; deleted with it if {@code ownerPid} is gone
     */
    static List<String> kept(Path directory, long ownerPid, List<String> command) {
        return Stream.concat(
                        Stream.of(
                                "/bin/sh",
                                "-c",
                                KEEPER,
                                "qemu-keeper",
                                directory.toString(),
                                Long.toString(ownerPid)),
                        command.stream())
                .toList();
    }

    private static List<String> machine(GuestSpec spec, GuestFiles files) {
        String cpu = spec.paging() == PagingMode.FIVE_LEVEL ? "max" : "max,la57=off";
        return Stream.of(
                        List.of("-name", spec.name()),
                        List.of("-nodefaults", "-no-reboot", "-display", "none"),
                        List.of("-M", "q35", "-accel", ONE_THREAD, "-cpu", cpu),
                        List.of("-m", Integer.toString(spec.memoryMiB())),
                        List.of("-smp", Integer.toString(spec.vcpus())),
                        List.of("-kernel", spec.kernel().bzImage().toString()),
                        List.of("-initrd", files.initramfs().toString()),
                        // panic=-1 with -no-reboot: a panic ends QEMU instead of using up the boot
                        // limit. no_timer_check: a host in use may give the guest no time for
                        // so long that it takes its timer for broken.
                        List.of("-append", "console=ttyS0 quiet panic=-1 no_timer_check"),
                        spec.ram().options(spec.memoryMiB(), files.ram()),
                        List.of("-netdev", "user,id=n0,restrict=on"),
                        List.of("-device", "virtio-net-pci,netdev=n0"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> connections(GuestSpec spec, GuestFiles files) {
        return Stream.of(
                        List.of("-chardev", "file,id=console,path=" + escaped(files.console())),
                        List.of("-serial", "chardev:console"),
                        List.of(
                                "-chardev",
                                "socket,id=shell,server=off,path=" + escaped(files.shell())),
                        List.of("-serial", "chardev:shell"),
                        List.of(
                                "-chardev",
                                "socket,id=monitor,server=off,path=" + escaped(files.monitor())),
                        List.of("-mon", "chardev=monitor,mode=control"),
                        List.of(
                                "-gdb",
                                "unix:%s,server=on,wait=off".formatted(escaped(files.debug()))),
                        spec.monitored()
                                ? List.of(
                                        "-qmp",
                                        "unix:%s,server=on,wait=off"
                                                .formatted(escaped(files.qmp())))
                                : List.<String>of())
                .flatMap(List::stream)
                .toList();
    }

    /** Returns a path as QEMU's option syntax wants it: commas doubled. */
    static String escaped(Path path) {
        return path.toAbsolutePath().toString().replace(",", ",,");
    }
}

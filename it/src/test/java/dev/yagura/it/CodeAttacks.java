package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.attacker.Intrusion.ChangedBytes;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Changes to a guest's code and read-only data, each found by comparing with the files. */
final class CodeAttacks {
    private static final List<String> RULES =
            List.of("linux.code.changed", "linux.rodata.changed", "linux.module.changed");

    /** Has functions traced and probed, at their start and within, as administrators do. */
    private static final String TRACE =
            "mkdir -p /sys/kernel/debug; mount -t debugfs none /sys/kernel/debug;"
                    + " T=/sys/kernel/debug/tracing; echo 'p:seen vfs_mkdir' > $T/kprobe_events;"
                    + " echo 'p:inside vfs_mkdir+20' >> $T/kprobe_events;"
                    + " for e in $T/events/kprobes/*/enable; do echo 1 > $e; done;"
                    + " echo vfs_unlink > $T/set_ftrace_filter; echo function > $T/current_tracer;"
                    + " echo 1 > $T/events/sched/enable; mkdir /tmp/traced";

    private static final String UNTRACE =
            "T=/sys/kernel/debug/tracing; echo nop > $T/current_tracer; echo > $T/set_ftrace_filter;"
                    + " echo 0 > $T/events/enable; echo > $T/kprobe_events;"
                    + " umount /sys/kernel/debug";

    private final Guest guest;
    private final Path root;

    private CodeAttacks(Guest guest, Path root) {
        this.guest = guest;
        this.root = root;
    }

    /** Lays the kernel's files out as they are in a root directory. */
    static CodeAttacks in(Guest guest, KernelImage kernel) throws IOException {
        Path root = guest.directory().resolve("root");
        Files.createDirectories(root.resolve("boot"));
        Files.createSymbolicLink(
                root.resolve("boot/vmlinuz-" + kernel.release()), kernel.bzImage());
        Files.createDirectories(root.resolve("lib/modules"));
        Files.createSymbolicLink(
                root.resolve("lib/modules/" + kernel.release()), kernel.modules().orElseThrow());
        return new CodeAttacks(guest, root);
    }

    private Yagura.Result scan() {
        List<String> command = new ArrayList<>(List.of("scan", Guests.vm(guest), "--json"));
        command.addAll(List.of("--kernel-image", root.toString()));
        RULES.forEach(rule -> command.addAll(List.of("--only", rule)));
        return Yagura.look(command.toArray(String[]::new));
    }

    /** Checks that what the kernel does to its own code is no finding. */
    void findNothingInAKernelThatIsTraced() throws IOException {
        guest.run(TRACE);
        Yagura.Result scan = scan();
        guest.run(UNTRACE);
        Truth.assertClean(scan);
        Row looked = new Row(scan.rows().getFirst().field("looked"));
        assertThat(looked.size("bytes of kernel code compared with their file"))
                .isGreaterThan(8 << 20);
        assertThat(looked.size("bytes of read-only kernel data compared with their file"))
                .isGreaterThan(4 << 20);
        assertThat(looked.size("bytes of modules compared with their files"))
                .isGreaterThan(100 << 10);
    }

    /** Checks that each change is found, with its place and bytes, and nothing else. */
    void areFound() throws IOException {
        Attacker attacker = Attacker.of(guest);
        List<ChangedBytes> changes =
                List.of(
                        attacker.hookInline("__x64_sys_acct", "__x64_sys_getpid"),
                        attacker.overwrite("__x64_sys_quotactl", 0x13, "cc 90"),
                        attacker.overwrite("linux_proc_banner", 0, "58"),
                        attacker.overwrite("tun_get_size", 0x9, "cc 90"));

        Findings scan = Findings.of(scan().exits(1));

        attacker.undoAll();
        assertThat(scan.summary().field("notCovered")).isEmpty();
        assertThat(scan.findings())
                .extracting(row -> row.text("rule"))
                .containsExactly(
                        "linux.code.changed",
                        "linux.code.changed",
                        "linux.rodata.changed",
                        "linux.module.changed");
        for (ChangedBytes change : changes) {
            String symbol = change.place().replaceAll("\\+.*", "");
            assertThat(scan.findings())
                    .filteredOn(row -> row.text("title").contains(symbol))
                    .singleElement()
                    .satisfies(row ->
                            assertThat(row.field("evidence").toString())
                                    .contains(
                                            "0x"
                                                    + Long.toHexString(change.gva())
                                                            .substring(0, 14)));
        }
    }
}

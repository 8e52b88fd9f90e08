package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.testkit.attacker.Attacker;
import dev.yagura.testkit.attacker.Intrusion.ChangedBytes;
import dev.yagura.testkit.guest.Guest;
import dev.yagura.testkit.host.HostTool;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes to a guest's code and read-only data, each found by comparing with the files; and what
 * the kernel does to its own code, which is no finding with them or without.
 */
final class CodeAttacks {
    private static final List<String> RULES =
            List.of("linux.code.changed", "linux.rodata.changed", "linux.module.changed");

    /** What judges code by the kernel's own tables, without a file. */
    private static final List<String> WITHOUT_FILES =
            List.of(
                    "linux.code.inline-hook",
                    "linux.static-call.redirected",
                    "linux.jump-label.changed");

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

    private static final Duration LIMIT = Duration.ofMinutes(2);

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

    private static String[] command(List<String> rules, String vm, String... options) {
        List<String> command = new ArrayList<>(List.of("scan", vm, "--json"));
        command.addAll(List.of(options));
        rules.forEach(rule -> command.addAll(List.of("--only", rule)));
        return command.toArray(String[]::new);
    }

    private Yagura.Result scan(List<String> rules) {
        return Yagura.look(command(rules, Guests.vm(guest), "--kernel-image", root.toString()));
    }

    /** Checks that what the kernel does to its own code is no finding. */
    void findNothingInAKernelThatIsTraced() throws IOException {
        List<String> rules = new ArrayList<>(RULES);
        rules.addAll(WITHOUT_FILES);
        guest.run(TRACE);
        Yagura.Result scan = scan(rules);
        guest.run(UNTRACE);
        Truth.assertClean(scan);
        assertAllCompared(scan);
        Row looked = new Row(scan.rows().getFirst().field("looked"));
        assertThat(looked.size("functions in memory")).isGreaterThan(20_000);
        assertThat(looked.size("jump labels")).isGreaterThan(1_000);
        assertThat(looked.size("static calls")).isGreaterThan(100);
    }

    private static void assertAllCompared(Yagura.Result scan) {
        Row looked = new Row(scan.rows().getFirst().field("looked"));
        assertThat(looked.size("bytes of kernel code compared with their file"))
                .isGreaterThan(8 << 20);
        assertThat(looked.size("bytes of read-only kernel data compared with their file"))
                .isGreaterThan(4 << 20);
        assertThat(looked.size("bytes of modules compared with their files"))
                .isGreaterThan(100 << 10);
    }

    /** Checks that a disk has the files as well, and that one without them is told. */
    void compareWithDisk(Path core) throws IOException {
        Path tree = guest.directory().resolve("disk");
        Files.createDirectories(tree.resolve("etc"));
        Files.writeString(tree.resolve("etc/os-release"), "ID=debian\n");
        Yagura.Result without = scanWithDisk(core, tree).exits(3);
        assertThat(without.toString()).contains("no file of kernel");

        for (String folder : List.of("boot", "lib")) {
            HostTool.text(
                    LIMIT, List.of("cp", "-rL", root.resolve(folder).toString(), tree.toString()));
        }
        Yagura.Result scan = scanWithDisk(core, tree);
        Truth.assertClean(scan);
        assertAllCompared(scan);
    }

    private Yagura.Result scanWithDisk(Path core, Path tree) throws IOException {
        Path image = guest.directory().resolve("disk.img");
        Files.deleteIfExists(image);
        String mke2fs = HostTool.require("mke2fs", "e2fsprogs").toString();
        HostTool.text(
                LIMIT,
                List.of(mke2fs, "-q", "-t", "ext4", "-d", tree.toString(), image.toString(), "1G"));
        String vm = "file:%s,disk:%s,format=raw".formatted(core, image);
        return Yagura.look(command(RULES, vm));
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

        Findings scan = Findings.of(scan(RULES).exits(1));

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

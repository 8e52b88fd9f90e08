package dev.yagura.kernel.linux.bpf;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.linux.fs.FileNames;
import dev.yagura.kernel.linux.fs.HeldFiles;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Files that stand for BPF programs and links: {@code kernel/bpf/syscall.c}, {@code inode.c}. */
final class BpfFiles {
    private static final String FILESYSTEM = "bpf";

    /** Operations of open files; the last since 6.9, for links that can be waited for. */
    private static final List<String> OPEN =
            List.of("bpf_prog_fops", "bpf_link_fops", "bpf_link_fops_poll");

    /** Operations of names in a filesystem. */
    private static final List<String> PINNED = List.of("bpf_prog_iops", "bpf_link_iops");

    private BpfFiles() {}

    @KernelStruct("super_block")
    interface Filesystem extends StructView {
        @KernelField("s_type->name")
        Optional<String> type() throws IOException;
    }

    @KernelStruct("inode")
    interface Name extends StructView {
        @KernelField("i_op")
        long operationsGva();

        @KernelField("i_private")
        long objectGva();
    }

    /** Finds what processes have open. */
    static void open(Linux linux, Partial.Collector<?> gaps, BpfHolders.Sink sink)
            throws IOException {
        Set<Long> operations = addresses(linux, OPEN);
        HeldFiles files = new HeldFiles(linux);
        Tasks tasks = linux.tasks();
        Walk<TaskStruct> processes = tasks.walkProcesses();
        gaps.check(processes);
        for (TaskStruct process : processes.items()) {
            Walk<TaskStruct> threads = tasks.walkThreads(process);
            gaps.check(threads);
            for (TaskStruct thread : threads.items()) {
                Partial<HeldFiles.HeldFile> held = files.of(thread);
                held.missing().forEach(gap -> gaps.missing(gap.what(), gap.why()));
                for (HeldFiles.HeldFile file : held.items()) {
                    if (operations.contains(file.operationsGva())) {
                        sink.add(
                                file.privateGva(),
                                BpfHolder.Kind.PROCESS,
                                "process %d (%s)".formatted(thread.tgid(), thread.comm()),
                                file.gva());
                    }
                }
            }
        }
    }

    /** Finds what has a name in a filesystem, be that mounted or not. */
    static void pinned(Linux linux, Partial.Collector<?> gaps, BpfHolders.Sink sink)
            throws IOException {
        Set<Long> operations = addresses(linux, PINNED);
        long head = Symbols.require(linux.kernel(), "super_blocks");
        Walk<Filesystem> filesystems = linux.walks().list(head, Filesystem.class, "s_list");
        gaps.check(filesystems);
        for (Filesystem filesystem : filesystems.items()) {
            gaps.part(
                    filesystem.toString(),
                    () -> {
                        if (filesystem.type().equals(Optional.of(FILESYSTEM))) {
                            names(linux, filesystem, operations, gaps, sink);
                        }
                    });
        }
    }

    private static void names(
            Linux linux,
            Filesystem filesystem,
            Set<Long> operations,
            Partial.Collector<?> gaps,
            BpfHolders.Sink sink)
            throws IOException {
        long head = filesystem.gva() + linux.views().offsetOf("super_block", "s_inodes");
        Walk<Name> inodes = linux.walks().list(head, Name.class, "i_sb_list");
        gaps.check(inodes);
        List<Name> pinned =
                inodes.items().stream()
                        .filter(inode -> operations.contains(inode.operationsGva()))
                        .toList();
        if (pinned.isEmpty()) {
            return; // what is mounted is not read for nothing
        }
        FileNames paths = FileNames.of(linux);
        for (Name inode : pinned) {
            gaps.part(
                    inode.toString(),
                    () -> {
                        List<String> known = paths.of(filesystem.gva(), inode.gva()).paths();
                        sink.add(
                                inode.objectGva(),
                                BpfHolder.Kind.FILE,
                                known.isEmpty() ? "a file without a name" : known.getFirst(),
                                inode.gva());
                    });
        }
    }

    /** Returns where the tables of operations are: all kernels have the first. */
    private static Set<Long> addresses(Linux linux, List<String> names) throws IOException {
        Set<Long> addresses = new HashSet<>();
        addresses.add(Symbols.require(linux.kernel(), names.getFirst()));
        for (String name : names) {
            linux.kernel().symbols().address(name).ifPresent(addresses::add);
        }
        return addresses;
    }
}

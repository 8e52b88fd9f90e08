package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.FileAnswer;
import dev.yagura.enclave.disk.FileQuestions;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FilesOfLook;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.MountedTree;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.view.files.GuestTree;
import dev.yagura.view.guest.GuestView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The files of a VM: with memory, those of memory and disks together. It is paused for what is
 * mounted, names and inodes; contents are read while it runs on. Used for one question.
 */
final class FileLook {
    private static final String MEMORY = "memory";

    private final GuestSource guest;
    private final DiskLook disks;
    private final KernelLook memory;
    private Optional<LookFacts> joined = Optional.empty();
    private Optional<GuestView> kernel = Optional.empty();
    private boolean withKernel;

    /** Where the VM's kernel is found. */
    @FunctionalInterface
    interface KernelLook {
        /** Finds the kernel, or returns what has found it before. */
        LookAt open() throws IOException;
    }

    FileLook(GuestSource guest, DiskLook disks, KernelLook memory) {
        this.guest = guest;
        this.disks = disks;
        this.memory = memory;
    }

    /**
     * Answers a question about files. Where memory cannot be joined, the disks' files are shown,
     * and that is said.
     *
     * @return how it ended
     * @throws IOException if the question cannot be answered at all
     */
    Row ask(FileRequest request, Consumer<Row> rows) throws IOException {
        FilesOfLook files =
                request.action() == FileRequest.Action.RECORD
                        ? whole(request.root(), request.diskOnly())
                        : shown(request.root(), request.mayJoinMemory());
        Row end = new FileQuestions(files, request, rows).ask().with(DiskFacts.of(disks));
        return joined.isPresent() ? end.with(joined.get().fields()) : end;
    }

    /**
     * Returns the files for who reads them himself: those of a VM that memory is joined for with
     * what its kernel makes up.
     *
     * @param more what else is to be said of them
     */
    HeldFiles hold(TreeRequest request, Map<String, Object> more) throws IOException {
        boolean mayJoin = !request.diskOnly() && request.root().isEmpty();
        withKernel = true;
        FilesOfLook files = shown(request.root(), mayJoin);
        Row facts = FileAnswer.ofAll(files).with(DiskFacts.of(disks)).with(more);
        return new HeldFiles(
                guest,
                disks,
                files,
                joined.isPresent() ? facts.with(joined.get().fields()) : facts);
    }

    private FilesOfLook shown(Optional<String> root, boolean mayJoin) throws IOException {
        if (!mayJoin || guest.description().ram().isEmpty()) {
            return ofDisks(root, List.of());
        }
        try {
            GuestTree tree = joined();
            return kernel.isEmpty()
                    ? FilesOfLook.of(tree, List.of())
                    : FilesOfLook.of(tree, kernel.get());
        } catch (IOException e) {
            return ofDisks(root, List.of(withoutMemory(e)));
        }
    }

    /**
     * Returns all files of the VM, for a scan or a baseline: memory is joined if the VM's root is
     * the filesystem that its disks alone would have for one. Else what was found on the disks
     * would depend on what the VM had mounted.
     *
     * @param root the filesystem that is chosen for the root, of disks alone
     * @throws dev.yagura.storage.disk.NoRootException if there is none
     * @throws IOException if it cannot be read
     */
    FilesOfLook whole(Optional<String> root, boolean diskOnly) throws IOException {
        MountedTree onDisks = disks.tree(root);
        if (diskOnly || root.isPresent() || guest.description().ram().isEmpty()) {
            return FilesOfLook.of(onDisks, List.of());
        }
        GuestTree tree;
        try {
            tree = joined();
        } catch (IOException e) {
            return FilesOfLook.of(onDisks, List.of(withoutMemory(e)));
        }
        if (!tree.isRoot(onDisks.mounts().getFirst().filesystem())) {
            String why =
                    "the VM has another root than %s: files are those on disk"
                            .formatted(onDisks.description());
            return FilesOfLook.of(onDisks, List.of(new Unmounted(MEMORY, why, false)));
        }
        List<Unmounted> missed = new ArrayList<>();
        for (MountedTree.Mount mount : onDisks.mounts()) {
            if (!tree.isMounted(mount.filesystem())) {
                missed.add(missed(mount.filesystem(), mount.path()));
            }
        }
        return FilesOfLook.of(tree, missed);
    }

    /** Returns how memory was read for the files; empty if they are those on disk. */
    Optional<LookFacts> facts() {
        return joined;
    }

    private GuestTree joined() throws IOException {
        LookAt look = memory.open();
        GuestTree tree =
                look.read(linux -> {
                    GuestTree files = GuestTree.of(linux, disks.disks().filesystems());
                    kernel =
                            withKernel ? Optional.of(GuestView.of(linux, files)) : Optional.empty();
                    return files;
                });
        joined = Optional.of(look.facts());
        return tree;
    }

    private static Unmounted missed(FoundFilesystem filesystem, String path) {
        return new Unmounted(
                filesystem.description(),
                "the VM's fstab has it on %s, and the VM has not mounted it".formatted(path),
                true);
    }

    /** Says why memory is left out, if it is for what the guest has there. */
    private static Unmounted withoutMemory(IOException e) throws IOException {
        if (!(e instanceof KernelNotFoundException) && !GuestFaults.isGuestFault(e)) {
            throw e;
        }
        String why = "the files are those on disk, since this failed: " + e.getMessage();
        return new Unmounted(MEMORY, why, true);
    }

    private FilesOfLook ofDisks(Optional<String> root, List<Unmounted> also) throws IOException {
        return FilesOfLook.of(disks.tree(root), also);
    }
}

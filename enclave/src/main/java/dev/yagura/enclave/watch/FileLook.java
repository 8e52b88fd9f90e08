package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.FileQuestions;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FilesOfLook;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.view.files.GuestTree;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Answers a question about files: of a VM with memory, from memory and disks together. It is paused
 * for what is mounted, names and inodes; contents are read while it runs on.
 */
final class FileLook {
    private final GuestSource guest;
    private final KernelSources sources;
    private final DiskLook disks;

    FileLook(GuestSource guest, KernelSources sources, DiskLook disks) {
        this.guest = guest;
        this.sources = sources;
        this.disks = disks;
    }

    /**
     * Answers. Where memory cannot be joined, the disks' files are shown, and that is said.
     *
     * @return how it ended
     * @throws IOException if the question cannot be answered at all
     */
    Row ask(FileRequest request, Consumer<Row> rows) throws IOException {
        if (!request.mayJoinMemory() || guest.description().ram().isEmpty()) {
            return ofDisks(request, rows, List.of());
        }
        LookAt look;
        GuestTree tree;
        try {
            look = LookAt.open(guest, sources, false);
            tree = look.read(linux -> GuestTree.of(linux, disks.disks().filesystems()));
        } catch (IOException e) {
            if (!(e instanceof KernelNotFoundException) && !GuestFaults.isGuestFault(e)) {
                throw e;
            }
            String why = "the files are those on disk, since this failed: " + e.getMessage();
            return ofDisks(request, rows, List.of(new Unmounted("memory", why, true)));
        }
        Row end = new FileQuestions(FilesOfLook.of(tree), request, rows).ask();
        return end.with(DiskFacts.of(disks)).with(look.facts().fields());
    }

    private Row ofDisks(FileRequest request, Consumer<Row> rows, List<Unmounted> also)
            throws IOException {
        FilesOfLook files = FilesOfLook.of(disks.tree(request.root()), also);
        return new FileQuestions(files, request, rows).ask().with(DiskFacts.of(disks));
    }
}

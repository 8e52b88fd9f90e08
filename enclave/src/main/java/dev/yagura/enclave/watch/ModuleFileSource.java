package dev.yagura.enclave.watch;

import dev.yagura.detect.FileSource;
import dev.yagura.detect.NoFilesException;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.FilesOfLook;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.disk.NoRootException;
import dev.yagura.view.files.GuestTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a VM for detectors in C: those of its disks as its memory has them mounted, at the
 * look that is judged; or those of its disks alone.
 */
final class ModuleFileSource implements FileSource {
    private final DiskLook disks;
    private final Optional<String> root;
    private final boolean diskOnly;

    /**
     * Takes disks that were opened; they stay the caller's.
     *
     * @param root the filesystem that is the root, for disks alone
     */
    ModuleFileSource(DiskLook disks, Optional<String> root, boolean diskOnly) {
        this.disks = disks;
        this.root = root;
        this.diskOnly = diskOnly;
    }

    @Override
    public Opened open(Linux linux) throws IOException {
        FilesOfLook files;
        try {
            files =
                    diskOnly
                            ? FilesOfLook.of(disks.tree(root), List.of())
                            : FilesOfLook.of(
                                    GuestTree.of(linux, disks.disks().filesystems()), List.of());
        } catch (IOException e) {
            if (!(e instanceof NoRootException) && !GuestFaults.isGuestFault(e)) {
                throw e;
            }
            throw new NoFilesException(
                    "files cannot be put together: %s".formatted(e.getMessage()), e);
        }
        List<Gap> gaps = new ArrayList<>(disks.gaps());
        files.unmounted().stream()
                .filter(Unmounted::isGap)
                .forEach(gone -> gaps.add(new Gap(gone.what(), gone.why())));
        return new Opened(files, gaps);
    }
}

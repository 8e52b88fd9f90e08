package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.FilesOfLook;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;

/**
 * Files of a VM, with what they are read from: closed together.
 *
 * @param guest the VM, which runs on
 * @param disks its disks
 * @param files what is on them and in memory
 */
record HeldFiles(GuestSource guest, DiskLook disks, FilesOfLook files, Row facts)
        implements OpenFiles {
    @Override
    public FileTree tree() {
        return files;
    }

    @Override
    public void close() throws IOException {
        try (guest) {
            disks.close();
        }
    }
}

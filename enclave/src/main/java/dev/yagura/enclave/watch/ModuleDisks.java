package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.detect.FileSource;
import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.disk.KeyRing;
import java.io.IOException;
import java.util.Optional;

/** The disks of a VM for one detector in C, opened if it says that it reads files. */
final class ModuleDisks implements FileSource, AutoCloseable {
    private final Optional<DiskLook> disks;

    private ModuleDisks(Optional<DiskLook> disks) {
        this.disks = disks;
    }

    /**
     * Opens them, if they are wanted and there are any.
     *
     * @param guest stays the caller's, open for as long as this
     * @param keys stay the caller's; used by this call only
     */
    static ModuleDisks of(GuestSource guest, KeyRing keys, boolean wanted) {
        return new ModuleDisks(
                wanted && DiskLook.isPossible(guest)
                        ? Optional.of(DiskLook.open(guest, keys))
                        : Optional.empty());
    }

    @Override
    public Opened open(Linux linux) throws IOException {
        FileSource source =
                disks.isEmpty()
                        ? FileSource.NONE
                        : new ModuleFileSource(disks.get(), Optional.empty(), false);
        return source.open(linux);
    }

    @Override
    public void close() throws IOException {
        if (disks.isPresent()) {
            disks.get().close();
        }
    }
}

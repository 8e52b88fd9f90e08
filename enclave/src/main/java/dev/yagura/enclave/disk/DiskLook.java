package dev.yagura.enclave.disk;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.kernel.table.Gap;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.disk.DiskSource;
import dev.yagura.storage.disk.DiskSource.Content;
import dev.yagura.storage.disk.Disks;
import dev.yagura.storage.disk.KeyRing;
import dev.yagura.storage.disk.Layer;
import dev.yagura.storage.disk.MountedTree;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One look at a VM's disks. The VM runs on: what it writes meanwhile may or may not be seen, as
 * after a loss of power at some moment of the look.
 */
public final class DiskLook implements AutoCloseable {
    private final Disks disks;
    private final List<DiskDescription> drives;
    private final List<Gap> unread;
    private final long start;

    private DiskLook(Disks disks, List<DiskDescription> drives, List<Gap> unread, long start) {
        this.disks = disks;
        this.drives = List.copyOf(drives);
        this.unread = List.copyOf(unread);
        this.start = start;
    }

    /**
     * Opens a VM's disks, as far as they can be, and what is on them.
     *
     * @param guest stays the caller's, open for as long as the look
     * @param keys stay the caller's; used by this call only
     */
    public static DiskLook open(GuestSource guest, KeyRing keys) {
        long start = System.nanoTime();
        List<DiskSource> sources = new ArrayList<>();
        List<DiskDescription> drives = new ArrayList<>();
        List<Gap> unread = new ArrayList<>();
        for (DiskDescription drive : guest.description().disks()) {
            String name = "disk" + drive.number();
            switch (drive.state()) {
                case EMPTY -> {}
                case UNREADABLE -> unread.add(new Gap(name, drive.reason()));
                case READABLE -> {
                    try {
                        sources.add(source(name, drive, guest.openDisk(drive.number())));
                        drives.add(drive);
                    } catch (IOException e) {
                        unread.add(new Gap(name, String.valueOf(e.getMessage())));
                    }
                }
            }
        }
        return new DiskLook(Disks.open(sources, keys), drives, unread, start);
    }

    private static DiskSource source(String name, DiskDescription drive, BlockDevice device) {
        Content content =
                drive.encrypted()
                        ? Content.HOST_ENCRYPTED
                        : drive.isImage() ? Content.IMAGE : Content.GUEST;
        return DiskSource.of(name, device, content);
    }

    /** Returns whether a VM has anything that could be looked at. */
    public static boolean isPossible(GuestSource guest) {
        return guest.description().disks().stream()
                .anyMatch(drive -> drive.state() != DiskDescription.State.EMPTY);
    }

    /** Returns what was found on the disks. */
    public Disks disks() {
        return disks;
    }

    /** Returns the drives that were opened, in the order of the layers of their disks. */
    List<DiskDescription> drives() {
        return drives;
    }

    /** Returns how many disks were opened. */
    public int count() {
        return drives.size();
    }

    /** Returns the disks that could not be opened at all. */
    public List<Gap> unread() {
        return unread;
    }

    /** Returns what may hold files and could not be opened, disks included. */
    public List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>(unread);
        for (Layer layer : disks.layers()) {
            if (layer.state().isGap()) {
                gaps.add(new Gap(layer.name(), layer.why()));
            }
        }
        disks.notes().forEach(note -> gaps.add(new Gap("disks", note)));
        return gaps;
    }

    /**
     * Puts the files together.
     *
     * @param root the filesystem to begin with; empty for the one that looks most like a root
     * @throws dev.yagura.storage.disk.NoRootException if there is none
     * @throws IOException if it cannot be read
     */
    public MountedTree tree(Optional<String> root) throws IOException {
        return MountedTree.of(disks, root);
    }

    /** Returns the volumes that no given key opens. */
    public List<String> locked() {
        return disks.layers().stream().filter(Layer::isLocked).map(Layer::name).toList();
    }

    /** Returns how long the look has taken up to now. */
    public Duration time() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        disks.close();
    }
}

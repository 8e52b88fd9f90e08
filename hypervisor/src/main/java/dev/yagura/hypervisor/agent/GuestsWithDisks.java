package dev.yagura.hypervisor.agent;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Guests, some of which have further disks that were given by hand; those come after the guest's
 * own.
 *
 * @param directory the guests without these disks
 * @param disks the further ones
 */
record GuestsWithDisks(GuestDirectory directory, List<GivenDisk> disks) implements GuestDirectory {
    GuestsWithDisks {
        requireNonNull(directory, "directory");
        disks = List.copyOf(disks);
    }

    /**
     * Requires that every disk is of a guest that is there, and can be read.
     *
     * @throws IOException if one is not
     */
    void requireAll() throws IOException {
        List<GuestDescription> there = disks.isEmpty() ? List.of() : directory.guests();
        for (GivenDisk disk : disks) {
            if (there.stream().noneMatch(disk::isOf)) {
                throw new IOException(
                        "disk %s: no VM is called %s".formatted(disk.source(), disk.guest()));
            }
            disk.source().open(true).close();
        }
    }

    @Override
    public List<GuestDescription> guests() throws IOException {
        return directory.guests().stream().map(this::withDisks).toList();
    }

    private GuestDescription withDisks(GuestDescription guest) {
        List<DiskDescription> all = new ArrayList<>(guest.disks());
        for (GivenDisk disk : of(guest)) {
            if (all.size() < DiskDescription.MAX_DISKS) {
                all.add(disk.describe(all.size()));
            }
        }
        return guest.withDisks(all);
    }

    private List<GivenDisk> of(GuestDescription guest) {
        return disks.stream().filter(disk -> disk.isOf(guest)).toList();
    }

    @Override
    public GuestSource open(String id) throws IOException {
        GuestSource guest = directory.open(id);
        List<GivenDisk> further = of(guest.description());
        return further.isEmpty()
                ? guest
                : new Source(guest, withDisks(guest.description()), further);
    }

    /** A guest whose own disks are followed by others. */
    private record Source(GuestSource guest, GuestDescription description, List<GivenDisk> disks)
            implements GuestSource {
        @Override
        public BlockDevice openDisk(int number) throws IOException {
            int own = guest.description().disks().size();
            return number < own || number - own >= disks.size()
                    ? guest.openDisk(number)
                    : disks.get(number - own).source().open(guest.description().pid() != 0);
        }

        @Override
        public PhysicalMemory memory() {
            return guest.memory();
        }

        @Override
        public List<VcpuRegisters> registers() throws IOException {
            return guest.registers();
        }

        @Override
        public CaptureSource openTap(List<String> interfaces) throws IOException {
            return guest.openTap(interfaces);
        }

        @Override
        public void pause() throws IOException {
            guest.pause();
        }

        @Override
        public void resume() throws IOException {
            guest.resume();
        }

        @Override
        public void close() throws IOException {
            guest.close();
        }
    }
}

package dev.yagura.hypervisor;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.Dump;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Guests of which there are files, served like running ones. They cannot be paused; they stand
 * still. Disks are served as they are: decrypting and decoding them is the enclave's.
 *
 * <p>A guest's id is the name of its first file and its number in the list, from 1: {@code
 * core.elf-1}. Safe for concurrent use.
 */
public final class SavedGuests implements GuestDirectory {
    private final Map<String, Saved> guests = new LinkedHashMap<>();

    private record Saved(SavedGuest guest, GuestDescription description) {}

    private SavedGuests() {}

    /**
     * Opens guests.
     *
     * @param saved at most {@link GuestDescription#MAX_GUESTS}, each with at most {@link
     *     DiskDescription#MAX_DISKS} disks
     * @throws IOException if a dump is none, or something cannot be read
     */
    public static SavedGuests of(List<SavedGuest> saved) throws IOException {
        SavedGuests guests = new SavedGuests();
        for (SavedGuest guest : saved) {
            String id = FileIds.of(guest.name(), guests.guests.size() + 1);
            guests.guests.put(id, new Saved(guest, describe(id, guest)));
        }
        return guests;
    }

    private static GuestDescription describe(String id, SavedGuest guest) throws IOException {
        List<DiskDescription> disks = new ArrayList<>();
        for (SavedDisk disk : guest.disks()) {
            disks.add(disk.describe(disks.size()));
        }
        String name = guest.name();
        String cut = name.substring(0, Math.min(name.length(), GuestDescription.MAX_TEXT_CHARS));
        Optional<Path> memory = guest.memory();
        if (memory.isEmpty()) {
            return new GuestDescription(
                    id, cut, 0, List.of(), 0, false, false, "disk images", disks);
        }
        try (Dump dump = Dump.open(memory.get())) {
            return new GuestDescription(
                    id,
                    cut,
                    0,
                    dump.ranges(),
                    dump.registers().size(),
                    false,
                    !dump.registers().isEmpty(),
                    "dump (%s)".formatted(dump.format()),
                    disks);
        } catch (IllegalArgumentException e) {
            throw new MalformedStructureException(
                    MalformedStructureException.Reason.UNSUPPORTED,
                    memory.get().toString(),
                    "ranges",
                    0,
                    "cannot be served: " + e.getMessage());
        }
    }

    @Override
    public List<GuestDescription> guests() {
        return guests.values().stream().map(Saved::description).toList();
    }

    @Override
    public GuestSource open(String id) throws IOException {
        Saved saved = guests.get(id);
        if (saved == null) {
            throw new NoSuchGuestException(id);
        }
        Optional<Dump> dump =
                saved.guest().memory().isPresent()
                        ? Optional.of(Dump.open(saved.guest().memory().get()))
                        : Optional.empty();
        return new Source(saved.description(), dump, saved.guest().disks());
    }

    /** An opened guest. */
    private record Source(GuestDescription description, Optional<Dump> dump, List<SavedDisk> disks)
            implements GuestSource {
        @Override
        public PhysicalMemory memory() {
            return dump.isPresent() ? dump.get() : new SegmentMemory(List.of(), false);
        }

        @Override
        public List<VcpuRegisters> registers() {
            return dump.map(Dump::registers).orElse(List.of());
        }

        @Override
        public BlockDevice openDisk(int number) throws IOException {
            if (number < 0 || number >= disks.size()) {
                throw new IOException("%s: has no disk %d".formatted(description.id(), number));
            }
            return disks.get(number).open();
        }

        @Override
        public CaptureSource openTap(List<String> interfaces) throws IOException {
            throw new IOException(
                    "%s: is no running guest and sends no packets".formatted(description.id()));
        }

        @Override
        public void pause() {
            throw new UnsupportedOperationException(description.id() + ": is no running guest");
        }

        @Override
        public void resume() {
            // It was never paused.
        }

        @Override
        public void close() {
            // Whoever opened a disk closes it.
            dump.ifPresent(Dump::close);
        }
    }
}

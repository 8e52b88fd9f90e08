package dev.yagura.hypervisor;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.dump.Dump;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory dumps, served like running guests. They cannot be paused; they stand still.
 *
 * <p>A dump's id is its file name and its number in the list, from 1: {@code core.elf-1}. Safe for
 * concurrent use.
 */
public final class DumpGuests implements GuestDirectory {
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, GuestDescription> descriptions = new LinkedHashMap<>();

    private DumpGuests() {}

    /**
     * Opens dumps.
     *
     * @param files raw, ELF core or LiME; at most {@link GuestDescription#MAX_GUESTS}
     * @throws IOException if one of them is no dump or cannot be read
     */
    public static DumpGuests of(List<Path> files) throws IOException {
        DumpGuests guests = new DumpGuests();
        for (Path file : files) {
            guests.add(file);
        }
        return guests;
    }

    private void add(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String id = FileIds.of(name, files.size() + 1);
        try (Dump dump = Dump.open(file)) {
            files.put(id, file);
            descriptions.put(id, describe(id, name, dump));
        } catch (IllegalArgumentException e) {
            throw new MalformedStructureException(
                    MalformedStructureException.Reason.UNSUPPORTED,
                    file.toString(),
                    "ranges",
                    0,
                    "cannot be served: " + e.getMessage());
        }
    }

    private static GuestDescription describe(String id, String name, Dump dump) {
        return new GuestDescription(
                id,
                name.substring(0, Math.min(name.length(), GuestDescription.MAX_TEXT_CHARS)),
                0,
                dump.ranges(),
                dump.registers().size(),
                false,
                !dump.registers().isEmpty(),
                "dump (%s)".formatted(dump.format()),
                List.of());
    }

    @Override
    public List<GuestDescription> guests() {
        return List.copyOf(descriptions.values());
    }

    @Override
    public GuestSource open(String id) throws IOException {
        Path file = files.get(id);
        GuestDescription description = descriptions.get(id);
        if (file == null || description == null) {
            throw new NoSuchGuestException(id);
        }
        return new DumpGuest(description, Dump.open(file));
    }

    /** One opened dump. */
    private record DumpGuest(GuestDescription description, Dump dump) implements GuestSource {
        @Override
        public PhysicalMemory memory() {
            return dump;
        }

        @Override
        public List<VcpuRegisters> registers() {
            return dump.registers();
        }

        @Override
        public BlockDevice openDisk(int number) throws IOException {
            throw new IOException("%s: has no disk %d".formatted(description.id(), number));
        }

        @Override
        public void pause() {
            throw new UnsupportedOperationException(description.id() + ": is a dump");
        }

        @Override
        public void resume() {
            // It was never paused.
        }

        @Override
        public void close() {
            dump.close();
        }
    }
}

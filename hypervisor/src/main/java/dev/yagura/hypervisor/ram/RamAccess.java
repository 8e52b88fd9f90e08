package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.MemoryBackend;
import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.ram.GuestRam.Extent;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opens a guest's RAM by the best way there is.
 *
 * <p>What the kernel says in {@code /proc/PID/maps} decides: a shared mapping of a file is read
 * from that file, all else from the process. The command line is believed only where the process
 * may not be inspected; then RAM must be in a file that may be read, with {@code share=on}.
 */
public final class RamAccess {
    private final ProcFs proc;
    private final GuestProcess process;
    private final Map<String, Optional<FileReader>> files = new HashMap<>();
    private final List<Extent> extents = new ArrayList<>();

    private RamAccess(ProcFs proc, GuestProcess process) {
        this.proc = proc;
        this.process = process;
    }

    /**
     * Opens the RAM of a running guest.
     *
     * @param process as it was found
     * @param layout where its RAM is
     * @throws GuestUnavailableException if the process has ended, may not be read, or its memory is
     *     not as the layout says
     * @throws IOException if the kernel's account of the process cannot be read
     */
    public static GuestRam open(ProcFs proc, QemuProcess process, RamLayout layout)
            throws IOException {
        GuestProcess held = GuestProcess.attach(proc, process);
        RamAccess access = new RamAccess(proc, held);
        boolean done = false;
        try {
            OptionalInt memory = held.memory();
            if (memory.isPresent()) {
                access.addMapped(layout, memory.getAsInt());
            } else {
                access.addFileOfCommandLine(layout);
            }
            List<GpaRange> covered = access.extents.stream().map(Extent::range).toList();
            GuestRam ram = new GuestRam(held, access.extents, GpaRanges.joined(covered));
            done = true;
            return ram;
        } finally {
            if (!done) {
                access.files.values().forEach(file -> file.ifPresent(FileReader::close));
                held.close();
            }
        }
    }

    private void addMapped(RamLayout layout, int memory) throws IOException {
        QemuProcess qemu = process.process();
        ProcessMaps maps = ProcessMaps.parse(proc.table(qemu.pid(), "maps"));
        ProcessReader reader = new ProcessReader(process, memory);
        long base = layout.assumed() ? ramBase(maps, qemu) : 0;
        for (RamPlace place : layout.places()) {
            long hva = place.hva().orElse(base + place.offset());
            long gpa = place.range().start();
            while (gpa < place.range().end()) {
                Mapping mapping = mapping(maps, hva, gpa);
                long count = Math.min(place.range().end() - gpa, mapping.end() - hva);
                GpaRange range = new GpaRange(gpa, gpa + count);
                long fileOffset = mapping.offset() + (hva - mapping.start());
                Optional<FileReader> file =
                        mapping.isSharedFile()
                                ? file(mapping, fileOffset + count)
                                : Optional.empty();
                extents.add(
                        file.isPresent()
                                ? new Extent(range, file.get(), fileOffset)
                                : new Extent(range, reader, hva));
                gpa += count;
                hva += count;
            }
        }
    }

    private Mapping mapping(ProcessMaps maps, long hva, long gpa) throws GuestUnavailableException {
        return maps.at(hva)
                .orElseThrow(() ->
                        new GuestUnavailableException(
                                Reason.CHANGED,
                                "%s: host address 0x%x of guest-physical 0x%x is not mapped"
                                        .formatted(process.process().label(), hva, gpa)));
    }

    /** Finds RAM by its length alone: the only such mapping is taken for it. */
    private static long ramBase(ProcessMaps maps, QemuProcess qemu)
            throws GuestUnavailableException {
        long length = qemu.options().ramBytes();
        List<Mapping> found = maps.ofLength(length);
        if (found.size() != 1) {
            throw new GuestUnavailableException(
                    Reason.UNSUPPORTED,
                    "%s: %d mappings of %d MiB, expected exactly one (its RAM); QMP would tell"
                            .formatted(qemu.label(), found.size(), length >> 20));
        }
        return found.getFirst().start();
    }

    private Optional<FileReader> file(Mapping mapping, long endOffset) throws IOException {
        String key = mapping.inode() + " " + mapping.path();
        Optional<FileReader> file = files.get(key);
        if (file == null) {
            file = openMapped(mapping, Math.max(endOffset, mappedEnd(mapping)));
            files.put(key, file);
        }
        return file;
    }

    private static long mappedEnd(Mapping mapping) {
        return mapping.offset() + (mapping.end() - mapping.start());
    }

    private Optional<FileReader> openMapped(Mapping mapping, long endOffset) throws IOException {
        long pid = process.process().pid();
        String name = fileName(mapping.path());
        List<Path> candidates = new ArrayList<>();
        String addresses = "%x-%x".formatted(mapping.start(), mapping.end());
        candidates.add(proc.path(pid, "map_files/" + addresses));
        proc.descriptors(pid)
                .forEach((number, target) -> {
                    if (target.equals(mapping.path())) {
                        candidates.add(proc.path(pid, "fd/" + number));
                    }
                });
        for (Path candidate : candidates) {
            Optional<FileReader> file =
                    FileReader.open(candidate, name, mapping.inode(), endOffset);
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private static String fileName(String path) {
        String shown = path.replaceFirst(" \\(deleted\\)$", "");
        return shown.startsWith("/memfd:") ? shown.substring(1) : "memory file " + shown;
    }

    private void addFileOfCommandLine(RamLayout layout) throws GuestUnavailableException {
        QemuProcess qemu = process.process();
        MemoryBackend backend = qemu.options().backend().orElse(null);
        String path = backend == null ? null : backend.path().orElse(null);
        if (backend == null || path == null || !backend.shared() || !path.startsWith("/")) {
            throw Permissions.denied(qemu, process.openError());
        }
        long end = qemu.options().ramBytes();
        FileReader file =
                FileReader.open(Path.of(path), "memory file " + path, 0, end)
                        .orElseThrow(() -> Permissions.denied(qemu, process.openError()));
        files.put(path, Optional.of(file));
        for (RamPlace place : layout.places()) {
            if (place.region().equals(backend.id())) {
                extents.add(new Extent(place.range(), file, place.offset()));
            }
        }
        if (extents.isEmpty()) {
            throw new GuestUnavailableException(
                    Reason.UNSUPPORTED,
                    "%s: no RAM of memory backend %s".formatted(qemu.label(), backend.id()));
        }
    }
}

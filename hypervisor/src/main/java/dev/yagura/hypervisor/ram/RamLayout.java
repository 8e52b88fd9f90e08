package dev.yagura.hypervisor.ram;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.hypervisor.qmp.FlatRange;
import dev.yagura.hypervisor.qmp.FlatView;
import dev.yagura.hypervisor.qmp.HostAddress;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.memory.GpaRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which guest-physical ranges have memory behind them, and where.
 *
 * <p>A layout is that of one moment. A guest can change it: firmware switches the ranges from
 * 0xc0000 to 0xfffff between ROM and RAM, and a driver may move a graphics card's memory.
 *
 * @param places ascending, not overlapping
 * @param assumed whether it was derived from the command line instead of asked of QEMU
 */
public record RamLayout(List<RamPlace> places, boolean assumed) {
    private static final int ATTEMPTS = 3;
    private static final String OBJECTS = "/objects/";

    /** Copies the list. */
    public RamLayout {
        requireNonNull(places, "places");
        places = List.copyOf(places);
    }

    /**
     * Asks QEMU: {@code query-memdev}, {@code info mtree -f}, and {@code gpa2hva} for both ends of
     * every range. RAM is what a memory backend holds; QEMU 5.0 and later have one for all of it.
     *
     * @throws IOException if QEMU does not answer, or its answers contradict each other
     */
    public static RamLayout ask(QmpClient qmp) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return askOnce(qmp);
            } catch (MalformedStructureException e) {
                // A guest in its firmware may have changed the layout between two questions.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RamLayout askOnce(QmpClient qmp) throws IOException {
        List<RamPlace> places = new ArrayList<>();
        Set<String> backends = qmp.memoryBackends();
        for (FlatRange flat : FlatView.parse(qmp.monitor("info mtree -f"))) {
            if (!isRam(flat.region(), backends)) {
                continue;
            }
            GpaRange range = flat.range();
            long first = hostAddress(qmp, range.start());
            long last = hostAddress(qmp, range.end() - 1);
            if (last - first != range.lengthBytes() - 1) {
                throw contradiction(
                        range.end() - 1,
                        "is at 0x%x, expected 0x%x"
                                .formatted(last, first + range.lengthBytes() - 1));
            }
            places.add(new RamPlace(range, flat.region(), flat.offset(), OptionalLong.of(first)));
        }
        if (places.isEmpty()) {
            throw contradiction(0, "has no memory, expected RAM of " + backends);
        }
        return new RamLayout(places, false);
    }

    /**
     * Tells RAM from the memory of devices: firmware, a graphics card's frame buffer. Old machine
     * types name a region by the backend's path.
     */
    private static boolean isRam(String region, Set<String> backends) {
        return backends.contains(region)
                || (region.startsWith(OBJECTS)
                        && backends.contains(region.substring(OBJECTS.length())));
    }

    private static long hostAddress(QmpClient qmp, long gpa) throws IOException {
        OptionalLong hva = HostAddress.parse(qmp.monitor("gpa2hva 0x%x".formatted(gpa)));
        return hva.orElseThrow(() -> contradiction(gpa, "has no memory, expected RAM"));
    }

    private static MalformedStructureException contradiction(long gpa, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "gpa2hva", "answer", gpa, detail);
    }

    /** Returns the guest-physical ranges: ascending, not overlapping, not adjoining. */
    public List<GpaRange> ranges() {
        return GpaRanges.joined(places.stream().map(RamPlace::range).toList());
    }
}

package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the kernel says that it keeps code, in one look. */
public final class KnownCode {
    private static final long PAGE_BYTES = 4096;

    private final NavigableMap<Long, CodeRegion> exact = new TreeMap<>(Long::compareUnsigned);
    private final NavigableMap<Long, CodeRegion> areas = new TreeMap<>(Long::compareUnsigned);
    private final List<Partial.Missing> missing;

    private KnownCode(CodeReader reader) {
        reader.exact().items().forEach(region -> put(exact, region));
        reader.areas().items().forEach(region -> put(areas, region));
        this.missing = reader.missing();
    }

    /** Of two regions that start at one address, which only a guest makes up, the longer counts. */
    private static void put(NavigableMap<Long, CodeRegion> regions, CodeRegion region) {
        if (region.range().lengthBytes() > 0) {
            regions.merge(
                    region.range().start(),
                    region,
                    (a, b) -> a.range().lengthBytes() >= b.range().lengthBytes() ? a : b);
        }
    }

    /**
     * Reads it, once for a look.
     *
     * @throws IOException if not even the kernel's text and modules can be told, or the memory
     *     source fails
     */
    public static KnownCode of(Linux linux) throws IOException {
        return linux.once(KnownCode.class, () -> new KnownCode(CodeReader.read(linux)));
    }

    /** Returns what could not be read: an address without a region may belong there. */
    public List<Partial.Missing> missing() {
        return missing;
    }

    /** Returns the region that holds an address, the one made for the least if there are two. */
    public Optional<CodeRegion> at(long gva) {
        CodeRegion found = within(exact, gva, 1);
        return Optional.ofNullable(found != null ? found : within(areas, gva, 1));
    }

    /** Returns a region that has a byte in the page at an address. */
    public Optional<CodeRegion> inPage(long pageGva) {
        CodeRegion found = within(exact, pageGva, PAGE_BYTES);
        return Optional.ofNullable(found != null ? found : within(areas, pageGva, PAGE_BYTES));
    }

    private static @Nullable CodeRegion within(
            NavigableMap<Long, CodeRegion> regions, long gva, long lengthBytes) {
        var before = regions.floorEntry(gva + lengthBytes - 1);
        if (before == null) {
            return null;
        }
        GvaRange range = before.getValue().range();
        boolean starts = Long.compareUnsigned(range.start() - gva, lengthBytes) < 0;
        return starts || range.contains(gva) ? before.getValue() : null;
    }
}

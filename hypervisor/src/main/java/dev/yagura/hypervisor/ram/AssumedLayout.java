package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.MemoryBackend;
import dev.yagura.hypervisor.qemu.QemuOptions;
import dev.yagura.memory.GpaRange;
import java.util.List;
import java.util.OptionalLong;

/**
 * The layout that a machine type gives its RAM, for guests whose QEMU cannot be asked.
 *
 * <p>The rules are those of QEMU's {@code pc_q35.c}, {@code pc_piix.c} and {@code microvm.c} for
 * machine types of QEMU 2.0 and later. ROM, hotplugged memory and device memory are not covered.
 */
public final class AssumedLayout {
    private static final long GIB = 1L << 30;
    private static final long FOUR_GIB = 4 * GIB;

    // From here on AMD guests have their high RAM above 1 TiB (pc_set_amd_above_4g_mem_start).
    private static final long MAX_RAM_BYTES = 1000 * GIB;

    private AssumedLayout() {}

    /**
     * Derives the layout.
     *
     * @throws GuestUnavailableException if no rule is known for such a guest
     */
    public static RamLayout of(QemuOptions options) throws GuestUnavailableException {
        long ram = options.ramBytes();
        if (!options.numaBackends().isEmpty()) {
            throw unsupported("RAM is in %d backends".formatted(options.numaBackends().size()));
        }
        if (ram <= 0 || ram > MAX_RAM_BYTES) {
            throw unsupported("RAM of %d bytes is outside 1 byte to 1000 GiB".formatted(ram));
        }
        String region = options.backend().map(MemoryBackend::id).orElse("pc.ram");
        long low = Math.min(ram, lowRamBytes(options));
        RamPlace below = place(region, 0, 0, low);
        if (low == ram) {
            return new RamLayout(List.of(below), true);
        }
        return new RamLayout(List.of(below, place(region, FOUR_GIB, low, ram - low)), true);
    }

    private static long lowRamBytes(QemuOptions options) throws GuestUnavailableException {
        String machine = options.machine();
        long ram = options.ramBytes();
        long limit = options.maxRamBelow4g().orElse(FOUR_GIB);
        if (machine.contains("q35")) {
            return Math.min(ram >= 0xb000_0000L ? 2 * GIB : 0xb000_0000L, limit);
        }
        if (machine.equals("microvm")) {
            return Math.min(3 * GIB, limit);
        }
        if (machine.equals("pc") || machine.startsWith("pc-i440fx")) {
            long threshold = options.maxRamBelow4g().orElse(0xe000_0000L);
            return ram >= threshold ? Math.min(threshold, 3 * GIB) : threshold;
        }
        if (ram <= 2 * GIB && options.architecture().equals("x86_64")) {
            return ram; // no x86 machine type splits that little
        }
        throw unsupported("machine type %s is not known".formatted(machine));
    }

    private static RamPlace place(String region, long gpa, long offset, long lengthBytes) {
        return new RamPlace(
                new GpaRange(gpa, gpa + lengthBytes), region, offset, OptionalLong.empty());
    }

    private static GuestUnavailableException unsupported(String why) {
        return new GuestUnavailableException(
                Reason.UNSUPPORTED,
                "layout of guest memory: %s; QMP (-qmp unix:PATH,server=on,wait=off) is needed"
                        .formatted(why));
    }
}

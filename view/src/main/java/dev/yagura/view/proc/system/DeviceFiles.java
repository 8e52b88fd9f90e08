package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes {@code devices} and {@code misc}; fs/proc/devices.c and drivers/char/misc.c. */
record DeviceFiles(ProcGuest guest) {
    /** {@code CHRDEV_MAJOR_HASH_SIZE} and {@code BLKDEV_MAJOR_HASH_SIZE}. */
    private static final int BUCKETS = 255;

    /** {@code CHRDEV_MAJOR_MAX}, include/linux/fs.h. */
    private static final int MAX_MAJOR = 512;

    /** Ranges of one bucket: a major number has as many minor ones at most. */
    private static final int MAX_RANGES = 1 << 16;

    /** A driver's range of numbers. */
    interface Range {
        long nextGva() throws IOException;

        int major() throws IOException;

        String name() throws IOException;
    }

    @KernelStruct("char_device_struct")
    interface CharacterRange extends StructView, Range {
        @Override
        @KernelField("next")
        long nextGva();

        @Override
        int major();

        @Override
        String name();
    }

    @KernelStruct("blk_major_name")
    interface BlockRange extends StructView, Range {
        @Override
        @KernelField("next")
        long nextGva();

        @Override
        int major();

        @Override
        String name();
    }

    @KernelStruct("miscdevice")
    interface Misc extends StructView {
        int minor();

        String name() throws IOException;
    }

    private record Major(int number, String name) {}

    byte[] devices() throws IOException {
        StringBuilder text = new StringBuilder("Character devices:\n");
        lines(text, majors("chrdevs", CharacterRange.class));
        text.append("\nBlock devices:\n");
        lines(text, majors("major_names", BlockRange.class));
        return text.toString().getBytes(UTF_8);
    }

    private static void lines(StringBuilder text, List<Major> majors) {
        for (Major major : majors) {
            text.append("%3d %s\n".formatted(major.number(), major.name()));
        }
    }

    private <T extends StructView & Range> List<Major> majors(String symbol, Class<T> type)
            throws IOException {
        List<Major> majors = new ArrayList<>();
        long table = guest.symbol(symbol);
        Set<Long> met = new HashSet<>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long at = guest.memory().u64(table + (long) bucket * Long.BYTES);
            while (at != 0) {
                if (!met.add(at) || met.size() > MAX_RANGES) {
                    throw new IOException(
                            "%s: goes round at 0x%x, or has more than %d entries"
                                    .formatted(symbol, at, MAX_RANGES));
                }
                T range = guest.views().at(type, at);
                if (range.major() >= 0 && range.major() < MAX_MAJOR) {
                    majors.add(new Major(range.major(), range.name()));
                }
                at = range.nextGva();
            }
        }
        majors.sort(Comparator.comparingInt(Major::number));
        return majors;
    }

    byte[] misc() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Misc device :
                guest.linux()
                        .walks()
                        .list(guest.symbol("misc_list"), Misc.class, "list")
                        .complete()) {
            text.append("%3d %s\n".formatted(device.minor(), device.name()));
        }
        return text.toString().getBytes(UTF_8);
    }
}

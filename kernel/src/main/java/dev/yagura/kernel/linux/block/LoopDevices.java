package dev.yagura.kernel.linux.block;

import dev.yagura.kernel.linux.GuestPath;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.Optional;

/** Files that stand for disks; {@code drivers/block/loop.c}. */
public final class LoopDevices {
    /** {@code LOOP_MAJOR}; include/uapi/linux/major.h. */
    private static final int MAJOR = 7;

    /** Place of {@code lo_backing_file} in 5.10: no configuration changes what is before it. */
    private static final int FILE_IN_5_10 = 240;

    private final Linux linux;
    private final DriverTypes types;

    @KernelStruct("loop_device")
    interface Loop extends StructView {
        @KernelField("lo_backing_file")
        long fileGva();
    }

    /** Prepares to read. */
    public LoopDevices(Linux linux) {
        this.linux = linux;
        this.types = new DriverTypes(linux);
    }

    /** Returns whether a device is one that a file may stand for. */
    public static boolean isLoop(BlockDevice device) {
        return device.number().major() == MAJOR && device.isDisk();
    }

    /**
     * Returns the file that stands for a device; empty for none.
     *
     * @throws KernelLayoutException if this kernel keeps no types of the driver
     * @throws IOException if guest memory cannot be read
     */
    public Optional<GuestPath> file(BlockDevice device) throws IOException {
        if (!isLoop(device) || device.driverGva() == 0) {
            return Optional.empty();
        }
        long file = fileGva(device);
        return file == 0 ? Optional.empty() : Optional.of(linux.paths().ofFile(file));
    }

    private long fileGva(BlockDevice device) throws IOException {
        Optional<StructViews> views = types.of("loop", "loop_device", "lo_backing_file");
        if (views.isPresent()) {
            return views.get().at(Loop.class, device.driverGva()).fileGva();
        }
        // Before 5.11 no kernel keeps types of modules.
        long number = linux.kernel().memory().u32(device.driverGva());
        if (!device.name().equals("loop" + number)) {
            throw new KernelLayoutException(
                    linux.kernel().release(),
                    "loop_device",
                    "lo_backing_file",
                    "no types of module loop, and no structure as 5.10 has it");
        }
        return linux.kernel().memory().u64(device.driverGva() + FILE_IN_5_10);
    }
}

package dev.yagura.kernel.linux.block;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what the device mapper makes disks of; {@code drivers/md/dm.c}. */
public final class MappedDevices {
    /** More than any tool loads; a table of a terabyte of snapshots has some thousand. */
    private static final int MAX_TARGETS = 1 << 16;

    /** Why a disk may be listed without what it is made of. */
    public static final String UNKNOWN = "this kernel keeps no types of module dm_mod";

    private static final String MODULE = "dm_mod";

    private static final Pattern NAME = Pattern.compile("dm-[0-9]+");

    private final DriverTypes types;

    @KernelStruct("mapped_device")
    interface Mapped extends StructView {
        @KernelField("map")
        long tableGva();

        @KernelField("interface_ptr")
        long cellGva();
    }

    @KernelStruct("hash_cell")
    interface Cell extends StructView {
        Optional<String> name() throws IOException;

        Optional<String> uuid() throws IOException;
    }

    @KernelStruct("dm_table")
    interface Table extends StructView {
        @KernelField("num_targets")
        int count();

        @KernelField("targets")
        long targetsGva();
    }

    @KernelStruct("dm_target")
    interface Sectors extends StructView {
        @KernelField("type->name")
        Optional<String> type() throws IOException;

        long begin();

        @KernelField("len")
        long sectors();

        @KernelField("private")
        long privateGva();
    }

    /** Prepares to read. */
    public MappedDevices(Linux linux) {
        this.types = new DriverTypes(linux);
    }

    /** Returns whether a device is one of the device mapper's, which names them all so. */
    public static boolean isMapped(BlockDevice device) {
        return device.isDisk() && NAME.matcher(device.name()).matches();
    }

    /**
     * Returns what a disk is made of; empty where this kernel keeps no types of the driver, as none
     * does before 5.11.
     *
     * @throws IOException if guest memory cannot be read
     */
    public Optional<MappedDevice> of(BlockDevice device) throws IOException {
        Optional<StructViews> known = types.of(MODULE, "dm_table", "targets");
        if (known.isEmpty()) {
            return Optional.empty();
        }
        StructViews views = known.get();
        Mapped mapped = views.at(Mapped.class, device.driverGva());
        String name = "";
        String uuid = "";
        if (mapped.cellGva() != 0) {
            Cell cell = views.at(Cell.class, mapped.cellGva());
            name = cell.name().orElse("");
            uuid = cell.uuid().orElse("");
        }
        return Optional.of(new MappedDevice(device, name, uuid, targets(views, mapped.tableGva())));
    }

    private static List<MappedDevice.Target> targets(StructViews views, long tableGva)
            throws IOException {
        List<MappedDevice.Target> targets = new ArrayList<>();
        if (tableGva == 0) {
            return targets;
        }
        Table table = views.at(Table.class, tableGva);
        if (Integer.compareUnsigned(table.count(), MAX_TARGETS) > 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    table.toString(),
                    "num_targets",
                    0,
                    "is %s, expected at most %d"
                            .formatted(Integer.toUnsignedString(table.count()), MAX_TARGETS));
        }
        long each = views.sizeOf("dm_target");
        for (int i = 0; i < table.count(); i++) {
            Sectors sectors = views.at(Sectors.class, table.targetsGva() + i * each);
            targets.add(
                    new MappedDevice.Target(
                            sectors.type().orElse(""),
                            sectors.begin(),
                            sectors.sectors(),
                            sectors.gva(),
                            sectors.privateGva()));
        }
        return targets;
    }
}

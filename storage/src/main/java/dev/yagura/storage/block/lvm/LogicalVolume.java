package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A volume of a group: its bytes, or why they cannot be read. */
public final class LogicalVolume {
    private final String name;
    private final List<Integer> members;
    private final @Nullable BlockDevice device;
    private final @Nullable IOException refusal;

    private LogicalVolume(
            String name,
            List<Integer> members,
            @Nullable BlockDevice device,
            @Nullable IOException refusal) {
        this.name = name;
        this.members = members;
        this.device = device;
        this.refusal = refusal;
    }

    static LogicalVolume of(String name, BlockDevice device, List<Integer> members) {
        return new LogicalVolume(name, List.copyOf(members), device, null);
    }

    static LogicalVolume refused(String name, IOException why) {
        return new LogicalVolume(name, List.of(), null, why);
    }

    /** Returns the name within its group; hostile. */
    public String name() {
        return name;
    }

    /** Returns which of the devices of {@link VolumeGroup#assemble} it lies on; none if refused. */
    public List<Integer> members() {
        return members;
    }

    /** Returns why the volume cannot be read: its kind, or the physical volume that is missing. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal).map(Throwable::getMessage);
    }

    /**
     * Returns the bytes; closing the result leaves the physical volumes open.
     *
     * @throws MalformedStructureException if the volume is refused
     */
    public BlockDevice device() throws IOException {
        if (refusal != null) {
            throw refusal;
        }
        if (device == null) {
            throw new IllegalStateException("a volume is refused or has a device");
        }
        return device;
    }
}

package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the volumes that a group's text describes. */
final class VolumeBuilder {
    private static final String SNAPSHOT = "snapshot";

    private final GroupMetadata metadata;
    private final Map<String, Member> members;

    /**
     * Prepares a group.
     *
     * @param members physical volumes, by the identity in their labels
     */
    VolumeBuilder(GroupMetadata metadata, Map<String, Member> members) {
        this.metadata = metadata;
        this.members = members;
    }

    /** Returns the volumes that are for users, not parts of others. */
    List<LogicalVolume> volumes() {
        List<LogicalVolume> volumes = new ArrayList<>();
        Set<String> stores = snapshotStores();
        for (Map.Entry<String, ConfigNode> volume : metadata.logicalVolumes().entrySet()) {
            String name = volume.getKey();
            try {
                if (volume.getValue().list("status").contains("VISIBLE")) {
                    if (stores.contains(name)) {
                        throw unsupported(volume.getValue(), SNAPSHOT);
                    }
                    volumes.add(new ExtentMap(metadata, members).volume(name, volume.getValue()));
                }
            } catch (IOException e) {
                volumes.add(LogicalVolume.refused(name, e));
            }
        }
        return volumes;
    }

    /** What holds a snapshot's changes looks like a plain volume, but for who uses it. */
    private Set<String> snapshotStores() {
        Set<String> stores = new HashSet<>();
        for (ConfigNode volume : metadata.logicalVolumes().values()) {
            for (ConfigNode segment : volume.sections().values()) {
                if (segment.values().get("cow_store") instanceof String store) {
                    stores.add(store);
                }
            }
        }
        return stores;
    }

    /** Returns what refuses a volume for its kind. */
    static MalformedStructureException unsupported(ConfigNode node, String kind) {
        return new MalformedStructureException(
                Reason.UNSUPPORTED,
                "LVM metadata",
                node.path() + "/type",
                0,
                "is %s, expected linear or striped; others are not read".formatted(kind));
    }
}

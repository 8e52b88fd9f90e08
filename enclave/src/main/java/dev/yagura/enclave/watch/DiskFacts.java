package dev.yagura.enclave.watch;

import dev.yagura.enclave.disk.DiskLook;
import dev.yagura.enclave.disk.FilesOfLook;
import dev.yagura.storage.disk.MountedTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** How a look at a VM's disks went, in the words of {@link LookFacts}. */
final class DiskFacts {
    private DiskFacts() {}

    /** Returns the facts as fields. The VM is never paused for its disks. */
    static SequencedMap<String, Object> of(DiskLook look) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("paused", false);
        fields.put("lookMillis", look.time().toMillis());
        fields.put("pauseMillis", 0);
        fields.put("disks", look.count());
        fields.put("locked", look.locked());
        return fields;
    }

    /** Returns what is good to know of what is not in a tree; gaps have a place of their own. */
    static List<SequencedMap<String, Object>> notMounted(FilesOfLook files) {
        return files.unmounted().stream()
                .filter(unmounted -> !unmounted.isGap())
                .map(DiskFacts::fields)
                .toList();
    }

    private static SequencedMap<String, Object> fields(MountedTree.Unmounted unmounted) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", unmounted.what());
        fields.put("why", unmounted.why());
        fields.put("text", unmounted.what() + ": " + unmounted.why());
        return fields;
    }
}

package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.fs.MountPoint;
import dev.yagura.kernel.linux.fs.Mounts;
import java.io.IOException;
import java.util.List;

/** Finds mounts that the kernel uses and that their name space does not list. */
final class HiddenMountDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.mount.hidden",
                    "mount missing from the list of its name space",
                    Severity.CRITICAL,
                    List.of("T1014", "T1564"),
                    "Compares the table by which the kernel finds what is mounted on a"
                            + " directory, and the mounts of each filesystem in use, with the list"
                            + " of the name space that each mount belongs to, which mount and"
                            + " /proc/PID/mountinfo show. Mounts of no name space, as the kernel's"
                            + " own and those taken away while in use, are left out. Not seen:"
                            + " a mount taken out of all of these, which then only an open file"
                            + " leads to. Looking alike: a mount that is just being made or"
                            + " taken away; in a running guest that does not last.",
                    "Read what is mounted there from the memory or disks of the guest, and note"
                            + " its source. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        MountCensus census = MountCensus.of(context.linux());
        context.lookedAt("mounts in the mount hash table", census.hashedCount());
        context.lookedAt("mounts of filesystems in use", census.mountedCount());
        census.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Mounts mounts = Mounts.of(context.linux());
        for (MountCensus.Unlisted mount : census.unlisted()) {
            String name = describe(mounts, mount);
            context.report(
                    Confidence.HIGH,
                    "mount at 0x%x of mount name space at 0x%x"
                            .formatted(mount.gva(), mount.namespaceGva()),
                    name + " is missing from the list of its name space",
                    List.of(
                            new Evidence.CrossView(
                                    name,
                                    mount.gva(),
                                    mount.presentIn(),
                                    List.of(
                                            "mount name space at 0x%x"
                                                    .formatted(mount.namespaceGva())))));
        }
    }

    /** Says what is mounted where; what cannot be read of it is left to the address. */
    private static String describe(Mounts mounts, MountCensus.Unlisted mount) throws IOException {
        try {
            MountPoint point = mounts.at(mount.namespaceGva(), mount.gva());
            return "mount %d of %s (%s) at %s in mount name space %d"
                    .formatted(
                            point.id(),
                            point.source(),
                            point.filesystem(),
                            point.path(),
                            point.namespace().number());
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return "mount of which more cannot be read";
        }
    }
}

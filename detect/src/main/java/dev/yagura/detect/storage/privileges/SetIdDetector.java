package dev.yagura.detect.storage.privileges;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.detect.packages.PackagedFile;
import dev.yagura.detect.packages.PackagedInode;
import dev.yagura.detect.storage.commands.OddPlaces;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds set-uid and set-gid programs that no package made so. */
final class SetIdDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.privilege.setuid",
                    "set-uid or set-gid program that no package made so",
                    Severity.CRITICAL,
                    List.of("T1548.001"),
                    "Every file of the disk that is executable and set-uid, or set-gid to a group that"
                            + " may execute it. Of no package: reported. Of a package: reported if rpm or"
                            + " dpkg-statoverride record other permissions, or, as dpkg records none, if"
                            + " its name is not among those that packages install so (a data file). Sure"
                            + " where the program is a shell, an interpreter or a tool that hands its"
                            + " rights on, or lies in a temporary or hidden place. Told apart: file"
                            + " systems of containers below /var/lib/docker and the like, with the usual"
                            + " names. Looking alike: software of vendors with helpers of their own. Not"
                            + " seen: a packaged set-uid program that was replaced;"
                            + " linux.package.changed-file sees it.",
                    "Clear the bit unless you know why it is set; look at who has run the program.");

    private static final int SETUID = 04000;
    private static final int SETGID = 02000;
    private static final int SET_ID = SETUID | SETGID;
    private static final int GROUP_EXECUTES = 0010;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        for (GuestFile program : context.files().all(SetIdDetector::isSetId)) {
            judge(context, program);
        }
        context.lookedAt("files", context.files().count());
    }

    private static boolean isSetId(GuestFile file) {
        int permissions = file.attributes().permissions();
        // Without the group's execute bit, set-gid asks for mandatory locks.
        boolean setGid = (permissions & SETGID) != 0 && (permissions & GROUP_EXECUTES) != 0;
        return file.isExecutable() && ((permissions & SETUID) != 0 || setGid);
    }

    private static void judge(StorageContext context, GuestFile file) throws IOException {
        PackageDatabase packages = context.packages();
        boolean powerful = KnownPrivileges.POWERFUL.has(file);
        boolean usual = KnownPrivileges.SETID.has(file) && !powerful;
        boolean packaged = packages.at(file).isPresent();
        boolean inner = KnownPrivileges.INNER.has(file.path());
        if (isRecorded(packages, file) || (usual && (packaged || inner || !packages.isThere()))) {
            return;
        }
        boolean sure = powerful || OddPlaces.isOdd(file.path());
        boolean ofOwner = (file.attributes().permissions() & SETUID) != 0;
        boolean makesRoot = ofOwner && file.attributes().uid() == 0 && (sure || !packaged);
        Confidence unsure = packaged ? Confidence.LOW : Confidence.MEDIUM;
        Evidence difference =
                new Evidence.Difference(
                        file.path(),
                        "permissions",
                        "%04o".formatted(file.attributes().permissions()),
                        packaged
                                ? "no set-id bit, which its package is not known for"
                                : "no set-id bit on a file of no package");
        context.report(
                makesRoot ? Severity.CRITICAL : Severity.WARNING,
                sure ? Confidence.HIGH : unsure,
                file.path(),
                "%s runs with the rights of its %s"
                        .formatted(file.path(), ofOwner ? "owner" : "group"),
                context.evidence(file, List.of(difference)));
    }

    /** Returns whether somebody recorded the bits that are set. */
    private static boolean isRecorded(PackageDatabase packages, GuestFile file) {
        Optional<Integer> recorded =
                packages.orderedPermissions(file)
                        .or(() ->
                                packages.at(file)
                                        .flatMap(PackagedFile::inode)
                                        .flatMap(PackagedInode::permissions));
        int set = file.attributes().permissions() & SET_ID;
        return recorded.isPresent() && (set & ~recorded.get()) == 0;
    }
}

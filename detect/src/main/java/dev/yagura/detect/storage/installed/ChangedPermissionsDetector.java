package dev.yagura.detect.storage.installed;

import dev.yagura.bytes.MalformedStructureException;
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
import dev.yagura.detect.storage.accounts.NumberedNames;
import dev.yagura.detect.storage.privileges.CapabilityText;
import dev.yagura.detect.storage.privileges.FileCapabilities;
import dev.yagura.storage.file.FileAttributes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares type, permissions, owner and target of packaged files with what is recorded. */
final class ChangedPermissionsDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.package.changed-permissions",
                    "type, permissions, capabilities or owner of a packaged file are not the recorded ones",
                    Severity.WARNING,
                    List.of("T1222.002", "T1548.001"),
                    "rpm records type, permissions, owner, group, link target and capabilities of each"
                            + " packaged file, and what of it the package wants left alone;"
                            + " dpkg only what an administrator ordered with dpkg-statoverride. What is"
                            + " on the disk is compared with that. More rights than recorded (set-id, or"
                            + " writable for others) are critical. For the rest of dpkg's files see"
                            + " linux.privilege.setuid and linux.file.writable-program. Looking alike:"
                            + " an administrator's chmod, and services that give their directories to a"
                            + " user of their own. Configuration files are left out.",
                    "Compare with rpm -V of the package, or dpkg-statoverride --list.");

    private static final int ALL = 07777;
    private static final int SET_ID = 06000;
    private static final int OTHERS_WRITE = 0002;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        PackageDatabase packages = context.packages();
        if (!packages.isThere()) {
            context.notCovered("permissions of packaged files", packages.description());
            return;
        }
        NumberedNames users = NumberedNames.users(context);
        NumberedNames groups = NumberedNames.groups(context);
        long compared = 0;
        for (PackagedFile packaged : packages.present()) {
            Optional<GuestFile> place = packages.place(packaged);
            if (place.isEmpty() || packaged.isConfiguration()) {
                continue;
            }
            GuestFile file = place.get();
            List<Evidence> differences = new ArrayList<>();
            Optional<Integer> ordered = packages.orderedPermissions(file);
            ordered.ifPresent(expected ->
                    permissions(file, expected, "as dpkg-statoverride orders", differences));
            if (packaged.inode().isPresent()) {
                PackagedInode inode = packaged.inode().get();
                String who = "as %s has it".formatted(packaged.packageText());
                inode(context, file, inode, who, differences);
                if (ordered.isEmpty() && inode.permissions().isPresent() && !file.isLink()) {
                    permissions(file, inode.permissions().get(), who, differences);
                }
                Optional<FileCapabilities> granted =
                        inode.capabilities().flatMap(CapabilityText::parse);
                capabilities(context, file, granted, who, differences);
                FileAttributes is = file.attributes();
                owner(file, "owner", users.name(is.uid()), inode.user(), who, differences);
                owner(file, "group", groups.name(is.gid()), inode.group(), who, differences);
            }
            if (ordered.isPresent() || packaged.inode().isPresent()) {
                compared++;
            }
            if (!differences.isEmpty()) {
                report(context, file, packaged, ordered, differences);
            }
        }
        context.lookedAt("packaged files compared with recorded permissions", compared);
    }

    private static void inode(
            StorageContext context,
            GuestFile file,
            PackagedInode expected,
            String who,
            List<Evidence> differences)
            throws IOException {
        if (file.attributes().type() != expected.type()) {
            differences.add(
                    new Evidence.Difference(
                            file.path(),
                            "type",
                            String.valueOf(file.attributes().type()),
                            "%s, %s".formatted(expected.type(), who)));
        } else if (file.isLink()) {
            Optional<String> target = context.target(file);
            if (target.isPresent()
                    && expected.target().isPresent()
                    && !target.get().equals(expected.target().get())) {
                differences.add(
                        new Evidence.Difference(
                                file.path(),
                                "target",
                                target.get(),
                                "%s, %s".formatted(expected.target().get(), who)));
            }
        }
    }

    private static void permissions(
            GuestFile file, int expected, String who, List<Evidence> differences) {
        int found = file.attributes().permissions();
        if (found != expected) {
            differences.add(
                    new Evidence.Difference(
                            file.path(),
                            "permissions",
                            "%04o".formatted(found),
                            "%04o, %s".formatted(expected, who)));
        }
    }

    private static void owner(
            GuestFile file,
            String property,
            String found,
            Optional<String> expected,
            String who,
            List<Evidence> differences) {
        if (expected.isPresent() && !found.equals(expected.get())) {
            differences.add(
                    new Evidence.Difference(
                            file.path(), property, found, "%s, %s".formatted(expected.get(), who)));
        }
    }

    private static void capabilities(
            StorageContext context,
            GuestFile file,
            Optional<FileCapabilities> expected,
            String who,
            List<Evidence> differences)
            throws IOException {
        if (expected.isEmpty() || !file.isRegular()) {
            return;
        }
        byte[] attribute = context.extendedAttributes(file).get(FileCapabilities.ATTRIBUTE);
        try {
            FileCapabilities found =
                    attribute == null ? FileCapabilities.NONE : FileCapabilities.parse(attribute);
            if (!found.equals(expected.get())) {
                differences.add(
                        new Evidence.Difference(
                                file.path(),
                                "capabilities",
                                found.text(),
                                "%s, %s".formatted(expected.get().text(), who)));
            }
        } catch (MalformedStructureException e) {
            context.notCovered(file.path(), e);
        }
    }

    private static void report(
            StorageContext context,
            GuestFile file,
            PackagedFile packaged,
            Optional<Integer> ordered,
            List<Evidence> differences)
            throws IOException {
        int expected =
                ordered.or(() -> packaged.inode().flatMap(PackagedInode::permissions)).orElse(ALL);
        int more = file.attributes().permissions() & ~expected & (SET_ID | OTHERS_WRITE);
        boolean moreRights = more != 0 && !file.isLink();
        context.report(
                moreRights ? Severity.CRITICAL : Severity.WARNING,
                moreRights ? Confidence.HIGH : Confidence.MEDIUM,
                file.path(),
                "%s is not as it was recorded for %s"
                        .formatted(file.path(), packaged.packageText()),
                context.evidence(file, differences));
    }
}

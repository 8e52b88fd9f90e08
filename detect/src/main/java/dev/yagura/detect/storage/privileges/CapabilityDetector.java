package dev.yagura.detect.storage.privileges;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.packages.PackagedFile;
import dev.yagura.detect.packages.PackagedInode;
import dev.yagura.detect.storage.commands.OddPlaces;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds programs with capabilities by which they can make themselves root. */
final class CapabilityDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.privilege.capabilities",
                    "program has capabilities that make root, and no package gave them",
                    Severity.CRITICAL,
                    List.of("T1548.001"),
                    "The attribute security.capability of every executable file. Reported are"
                            + " capabilities by which a program can make itself root (cap_setuid,"
                            + " cap_dac_override, cap_sys_admin and others of a data file), and any on a"
                            + " shell, an interpreter or a tool that hands its rights on. Told apart:"
                            + " programs that packages install with capabilities, and what rpm records."
                            + " Looking alike: an administrator who gave a service the right it needs."
                            + " Not seen: rights that a service manager gives at start.",
                    "Remove them with setcap -r unless you know who needs them.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<GuestFile> programs = context.files().all(GuestFile::isExecutable);
        for (GuestFile program : programs) {
            byte[] attribute = context.extendedAttributes(program).get(FileCapabilities.ATTRIBUTE);
            if (attribute != null) {
                try {
                    judge(context, program, FileCapabilities.parse(attribute));
                } catch (MalformedStructureException e) {
                    context.notCovered(program.path(), e);
                }
            }
        }
        context.lookedAt("executable files", programs.size());
    }

    private static void judge(StorageContext context, GuestFile file, FileCapabilities found)
            throws IOException {
        boolean dangerous = found.names().stream().anyMatch(KnownPrivileges.DANGEROUS::has);
        boolean sure = KnownPrivileges.POWERFUL.has(file) || OddPlaces.isOdd(file.path());
        Optional<PackagedFile> packaged = context.packages().at(file);
        if ((!dangerous && !sure) || isKnown(context, file, found, packaged)) {
            return;
        }
        Evidence difference =
                new Evidence.Difference(
                        file.path(),
                        "capabilities",
                        found.text(),
                        packaged.map(PackagedFile::packageText)
                                .map("none, which %s is not known for"::formatted)
                                .orElse("none on a file of no package"));
        context.report(
                dangerous ? Severity.CRITICAL : Severity.WARNING,
                sure ? Confidence.HIGH : Confidence.MEDIUM,
                file.path(),
                "%s has %s".formatted(file.path(), String.join(", ", found.names())),
                context.evidence(file, List.of(difference)));
    }

    private static boolean isKnown(
            StorageContext context,
            GuestFile file,
            FileCapabilities found,
            Optional<PackagedFile> packaged)
            throws IOException {
        boolean recorded =
                packaged.flatMap(PackagedFile::inode)
                        .flatMap(PackagedInode::capabilities)
                        .flatMap(CapabilityText::parse)
                        .filter(found::equals)
                        .isPresent();
        return recorded
                || (KnownPrivileges.CAPABLE.has(file)
                        && (packaged.isPresent()
                                || !context.packages().isThere()
                                || KnownPrivileges.INNER.has(file.path())));
    }
}

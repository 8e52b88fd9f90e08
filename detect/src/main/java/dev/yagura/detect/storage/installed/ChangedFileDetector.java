package dev.yagura.detect.storage.installed;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.Digests;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.detect.packages.PackagedDigest;
import dev.yagura.detect.packages.PackagedFile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares the content of every packaged file with the digest that its package has. */
final class ChangedFileDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.package.changed-file",
                    "content of a packaged file is not the packaged one",
                    Severity.CRITICAL,
                    List.of("T1554", "T1574"),
                    "Reads every file whose package keeps a digest (MD5 of dpkg, SHA-256 of rpm) and"
                            + " compares; a file that has become a link or a directory counts as"
                            + " changed. Configuration files are left out, since administrators change"
                            + " them. A changed program or library is critical, other data a warning."
                            + " Looking alike: software that updates itself in place, an administrator"
                            + " who patched a script, an upgrade that was cut off. Evaded by whoever"
                            + " writes the new digest into the package database as well, and by files"
                            + " whose package keeps none; baselines and lists of hashes do not depend on"
                            + " that database.",
                    "Fetch the package from its archive and compare; find what else changed then.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        PackageDatabase packages = context.packages();
        for (GuestFiles.Gap gap : packages.gaps()) {
            context.notCovered(gap.path(), gap.why());
        }
        if (!packages.isThere()) {
            context.notCovered("packaged files", packages.description());
            return;
        }
        long compared = 0;
        for (PackagedFile packaged : packages.present()) {
            Optional<GuestFile> place = packages.place(packaged);
            Optional<PackagedDigest> digest = packaged.digest();
            if (place.isPresent() && digest.isPresent() && !packaged.isConfiguration()) {
                compare(context, packaged, digest.get(), place.get());
                compared++;
            }
        }
        context.lookedAt("packaged files compared with their digests", compared);
    }

    private static void compare(
            StorageContext context, PackagedFile packaged, PackagedDigest digest, GuestFile file)
            throws IOException {
        if (!file.isRegular()) {
            report(
                    context,
                    Severity.CRITICAL,
                    packaged,
                    file,
                    new Evidence.Difference(
                            file.path(),
                            "type",
                            file.attributes()
                                    .type()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' '),
                            "regular file, as %s has it".formatted(packaged.packageText())));
            return;
        }
        Optional<Digests> found = context.digests(file);
        if (found.isPresent()
                && !digest.matches(found.get())
                && !context.isKnownGood(file, file.path())) {
            report(
                    context,
                    ProgramFile.is(context, file) ? Severity.CRITICAL : Severity.WARNING,
                    packaged,
                    file,
                    new Evidence.Difference(
                            file.path(),
                            digest.algorithm().text() + " of the content",
                            digest.of(found.get()),
                            "%s, as %s has it".formatted(digest.hex(), packaged.packageText())));
        }
    }

    private static void report(
            StorageContext context,
            Severity severity,
            PackagedFile packaged,
            GuestFile file,
            Evidence difference)
            throws IOException {
        context.report(
                severity,
                Confidence.HIGH,
                file.path(),
                "%s is not what %s put there".formatted(file.path(), packaged.packageText()),
                context.evidence(file, List.of(difference)));
    }
}

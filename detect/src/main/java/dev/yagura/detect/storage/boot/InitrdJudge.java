package dev.yagura.detect.storage.boot;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.Digests;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.originals.Compression;
import dev.yagura.detect.packages.PackagedFile;
import dev.yagura.detect.ramdisk.Ramdisk;
import dev.yagura.detect.ramdisk.RamdiskMember;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Judges the files of one initial ramdisk, one by one. */
final class InitrdJudge implements Ramdisk.Taker {
    private static final String INITRAMFS_TOOLS = "/usr/share/initramfs-tools/init";
    private static final int MAX_MODULE_BYTES = 256 << 20;

    private final StorageContext context;
    private final PackagedContents contents;
    private final GuestFile ramdisk;
    private final boolean isOfInitramfsTools;
    private final Instant made;
    private long judged;
    private long older;
    private long left;

    InitrdJudge(StorageContext context, PackagedContents contents, GuestFile ramdisk)
            throws IOException {
        this.context = context;
        this.contents = contents;
        this.ramdisk = ramdisk;
        Optional<GuestFile> tools = context.find(INITRAMFS_TOOLS);
        this.isOfInitramfsTools =
                tools.isPresent() && context.packages().at(tools.get()).isPresent();
        Instant modified = ramdisk.attributes().modified();
        Instant changed = ramdisk.attributes().changed();
        // Whoever writes the file can set the one time back, not the other.
        this.made = modified.isAfter(changed) ? modified : changed;
    }

    @Override
    public void take(RamdiskMember member) throws IOException {
        boolean module = ModuleFile.isName(member.name());
        if (!module && !isProgram(member)) {
            return;
        }
        if (!module && !isOfInitramfsTools) {
            left++;
            return;
        }
        judged++;
        if (contents.have(member.sizeBytes(), member.sha256())) {
            return;
        }
        List<GuestFile> places = InitrdPlaces.of(context, member);
        for (GuestFile place : places) {
            if (isSame(place, member)) {
                judgeCopy(member, place);
                return;
            }
        }
        if (module && isOfCompressed(member)) {
            return;
        }
        if (isOlderThanAny(places) || isOlderThanAny(InitrdPlaces.libraries(context, member))) {
            older++;
            return;
        }
        report(
                member,
                Severity.CRITICAL,
                confidence(module || !places.isEmpty()),
                places.isEmpty()
                        ? "the content of a packaged file"
                        : "that of %s, or of another packaged file".formatted(places.getFirst()));
    }

    /** Says how much was judged, and what was not. */
    void end() {
        context.lookedAt("programs and modules of initial ramdisks", judged);
        if (older > 0) {
            context.notCovered(
                    "%d programs and modules of %s".formatted(older, ramdisk.path()),
                    "packages brought others since %s, when it was made".formatted(made));
        }
        if (left > 0) {
            context.notCovered(
                    "%d programs of %s".formatted(left, ramdisk.path()),
                    "only modules are judged where %s is of no package".formatted(INITRAMFS_TOOLS));
        }
    }

    private static boolean isProgram(RamdiskMember member) {
        String path = member.path();
        boolean firmware = path.startsWith("lib/firmware/") || path.startsWith("usr/lib/firmware/");
        return member.isExecutable()
                || member.isLinked()
                || path.equals("init")
                || (path.startsWith("scripts/") && !member.name().equals("ORDER"))
                || (member.form() != RamdiskMember.Form.OTHER && !firmware);
    }

    private boolean isSame(GuestFile file, RamdiskMember member) throws IOException {
        return file.attributes().sizeBytes() == member.sizeBytes()
                && context.digests(file)
                        .map(Digests::sha256)
                        .filter(member.sha256()::equals)
                        .isPresent();
    }

    /** Judges what the guest has as well, and no package vouches for. */
    private void judgeCopy(RamdiskMember member, GuestFile place) throws IOException {
        Optional<PackagedFile> packaged = context.packages().at(place);
        boolean mayDiffer =
                packaged.filter(file -> file.isConfiguration() || file.digest().isEmpty())
                        .isPresent();
        boolean built = ModuleFile.is(place) && ModuleFile.isKnown(context, place);
        if (!mayDiffer && !(built && packaged.isEmpty())) {
            report(
                    member,
                    Severity.WARNING,
                    Confidence.LOW,
                    "that of a packaged file; %s is the same, and nobody vouches for it"
                            .formatted(place));
        }
    }

    /** Returns whether the guest has the same module, compressed. */
    private boolean isOfCompressed(RamdiskMember member) throws IOException {
        for (String end : List.of(".xz", ".zst", ".gz")) {
            Optional<GuestFile> file =
                    context.find("/" + member.path() + end).filter(GuestFile::isRegular);
            if (file.isPresent() && isKnown(file.get()) && isOf(file.get(), member)) {
                return true;
            }
        }
        return false;
    }

    private boolean isKnown(GuestFile module) throws IOException {
        return context.packages().at(module).isPresent()
                ? context.voucher(module).isPresent()
                : ModuleFile.isKnown(context, module);
    }

    private boolean isOf(GuestFile compressed, RamdiskMember member) throws IOException {
        Optional<byte[]> bytes = context.bytes(compressed);
        if (bytes.isEmpty() || member.sizeBytes() > MAX_MODULE_BYTES) {
            return false;
        }
        try {
            byte[] module =
                    Compression.decompress(
                            compressed.path(), bytes.get(), (int) member.sizeBytes());
            return member.hasContent(module);
        } catch (MalformedStructureException e) {
            return false; // longer than the member, or damaged: not the same in any case
        }
    }

    private boolean isOlderThanAny(List<GuestFile> files) {
        return files.stream().anyMatch(file -> file.attributes().changed().isAfter(made));
    }

    private Confidence confidence(boolean hasLikeness) {
        if (!isOfInitramfsTools) {
            return Confidence.LOW;
        }
        if (!contents.newest().isAfter(made)) {
            return Confidence.HIGH;
        }
        return hasLikeness ? Confidence.MEDIUM : Confidence.LOW;
    }

    private void report(
            RamdiskMember member, Severity severity, Confidence confidence, String expected)
            throws IOException {
        Evidence difference =
                new Evidence.Difference(
                        "%s in the archive at byte %d".formatted(member.path(), member.offset()),
                        "SHA-256",
                        member.sha256(),
                        expected);
        context.report(
                severity,
                confidence,
                "%s: %s".formatted(ramdisk.path(), member.path()),
                "%s has %s with a content of no package".formatted(ramdisk.path(), member.path()),
                context.evidence(ramdisk, List.of(difference)));
    }
}

package dev.yagura.detect.storage.boot;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.ByteSource;
import dev.yagura.detect.files.FileFaults;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.ramdisk.Ramdisk;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Finds programs and modules of no package in initial ramdisks. */
final class ChangedInitrdDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.boot.changed-initrd",
                    "program or module of no package in the initial ramdisk",
                    Severity.CRITICAL,
                    List.of("T1542", "T1547.006", "T1014"),
                    "Files of every archive in /boot/initrd.img-* and /boot/initramfs-*.img: kernel"
                            + " modules, what is executable, what begins as an ELF file or a script does"
                            + " (except firmware), /init and what is in /scripts, whose content is that of no"
                            + " packaged file of the guest; a module may be compressed there. Where"
                            + " initramfs-tools is not installed (dracut strips and generates programs),"
                            + " modules only, with low confidence, and the rest is told as not covered."
                            + " Told apart: what DKMS has built. Low confidence: what the guest has as well,"
                            + " from no package, and what has no likeness in the guest while packages were"
                            + " installed since the ramdisk was made. Not judged, and told: a file whose"
                            + " package brought another since then, as in the ramdisks of older kernels. Not"
                            + " seen: generated files that scripts read (conf, ORDER, /etc), links, a packaged"
                            + " program under the name of another, and an archive behind a damaged one, which"
                            + " is told.",
                    "Unpack it with unmkinitramfs and look at the file; make the ramdisk anew on a"
                            + " machine that is trusted.");

    /** Kernels that are installed beside each other are a few. */
    private static final int MAX_RAMDISKS = 32;

    private static final List<PathPattern> RAMDISKS =
            List.of(PathPattern.of("/boot/initrd.img-*"), PathPattern.of("/boot/initramfs-*.img"));

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        List<GuestFile> ramdisks = ramdisks(context);
        if (ramdisks.isEmpty()) {
            context.lookedAt("initial ramdisks", 0);
            return;
        }
        if (!context.packages().isThere()) {
            context.notCovered("initial ramdisks", context.packages().description());
            return;
        }
        if (ramdisks.size() > MAX_RAMDISKS) {
            context.notCovered(
                    "%d other initial ramdisks".formatted(ramdisks.size() - MAX_RAMDISKS),
                    "only the first %d are read".formatted(MAX_RAMDISKS));
        }
        PackagedContents contents = PackagedContents.of(context);
        for (GuestFile ramdisk : ramdisks.stream().limit(MAX_RAMDISKS).toList()) {
            read(context, ramdisk, new InitrdJudge(context, contents, ramdisk));
        }
        context.lookedAt("initial ramdisks", Math.min(ramdisks.size(), MAX_RAMDISKS));
    }

    private static List<GuestFile> ramdisks(StorageContext context) throws IOException {
        Stream.Builder<GuestFile> found = Stream.builder();
        for (PathPattern pattern : RAMDISKS) {
            context.find(pattern).stream().filter(GuestFile::isRegular).forEach(found);
        }
        return found.build().toList();
    }

    private static void read(StorageContext context, GuestFile ramdisk, InitrdJudge judge)
            throws IOException {
        ByteSource source =
                (offset, to, at, length) -> {
                    byte[] bytes = context.files().bytes(ramdisk, offset, length);
                    System.arraycopy(bytes, 0, to, at, bytes.length);
                    return bytes.length;
                };
        try {
            Ramdisk.read(source, judge);
        } catch (IOException e) {
            if (!FileFaults.isDiskFault(e)) {
                throw e;
            }
            context.notCovered("%s, from there on".formatted(ramdisk.path()), e);
        }
        judge.end();
    }
}

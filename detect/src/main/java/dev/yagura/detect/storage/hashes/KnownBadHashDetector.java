package dev.yagura.detect.storage.hashes;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.Digests;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.lists.HashList;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Holds the user's lists of bad contents against every regular file. */
public final class KnownBadHashDetector implements StorageDetector {
    /** What it is, for those who have no list. */
    public static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.known-bad-hash",
                    "content of a file is on a list of bad ones",
                    Severity.CRITICAL,
                    List.of("T1588.001"),
                    "Runs with scan --hashes FILE: the SHA-256 and the MD5 of every regular file are"
                            + " looked for in the lists that the user brought. Empty files are left"
                            + " out, since their digests tell nothing. Files that are too long for"
                            + " the scan, or cannot be read, are told as not covered. Looking"
                            + " alike: lists that hold tools which administrators use too; digests"
                            + " in --known-good are vouched for. Evaded by a single changed byte, and"
                            + " by packing; a match of MD5 alone may be forged, and is held for less"
                            + " sure.",
                    "Find how the file got there, who may run it, and what the list says of it.");

    private final HashList bad;

    /** Makes a detector of some digests. */
    public KnownBadHashDetector(HashList bad) {
        this.bad = requireNonNull(bad, "bad");
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        long compared = 0;
        for (GuestFile file : context.files().all(GuestFile::isRegular)) {
            Optional<Digests> digests = context.digests(file);
            if (digests.isEmpty() || digests.get().sizeBytes() == 0) {
                continue;
            }
            compared++;
            Optional<HashList.Known> known = bad.find(digests.get());
            if (known.isPresent() && !context.isKnownGood(file, file.path())) {
                report(context, file, digests.get(), known.get());
            }
        }
        context.lookedAt("digests on lists", bad.size());
        context.lookedAt("files compared with lists of digests", compared);
    }

    private static void report(
            StorageContext context, GuestFile file, Digests digests, HashList.Known known)
            throws IOException {
        boolean sure = known.hex().equals(digests.sha256());
        context.report(
                sure ? Confidence.HIGH : Confidence.MEDIUM,
                file.path(),
                "%s has the content of %s".formatted(file.path(), known.text()),
                context.evidence(
                        file,
                        List.of(
                                new Evidence.Difference(
                                        file.path(),
                                        sure ? "SHA-256 of the content" : "MD5 of the content",
                                        known.hex(),
                                        "none of %s, where it is in line %d%s"
                                                .formatted(
                                                        known.file(),
                                                        known.line(),
                                                        known.name().isEmpty()
                                                                ? ""
                                                                : " as " + known.name())))));
    }
}

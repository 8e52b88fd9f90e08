package dev.yagura.detect.storage.known;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.known.KnownFile.Pattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks for what known intrusions leave on a disk. */
final class KnownIntrusionDetector implements StorageDetector {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_HEAD = 256;
    private static final int MAX_MATCHES = 8;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.known-intrusion",
                    "file of a known rootkit, worm or backdoor",
                    Severity.CRITICAL,
                    List.of("T1014"),
                    "Looks for files, directories, lines and texts that known rootkits, worms and"
                            + " backdoors leave, each under the name of its kind: those of chkrootkit,"
                            + " with what its script means where it does something else. Looking"
                            + " alike: an honest file of such a name. What a package has is told apart"
                            + " by its digest and listed as vouched for; where the name says little,"
                            + " the confidence is low. Evaded by any other name.",
                    "Look at the file, who owns it and what was made at the same time.");

    private final List<KnownIntrusion> known = KnownIntrusion.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        for (KnownIntrusion intrusion : known) {
            Map<GuestFile, List<Evidence>> signs = new LinkedHashMap<>();
            for (GuestFile file : files(context, intrusion.paths())) {
                signs.computeIfAbsent(file, _ -> new ArrayList<>());
            }
            for (KnownIntrusion.Content content : intrusion.lines()) {
                for (GuestFile file : regular(context, content.in())) {
                    matches(signs, file, lines(context, file, content.like()));
                }
            }
            for (KnownIntrusion.Content content : intrusion.texts()) {
                for (GuestFile file : regular(context, content.in())) {
                    matches(signs, file, texts(context, file, content.like()));
                }
            }
            for (KnownIntrusion.Content content : intrusion.heads()) {
                for (GuestFile file : regular(context, content.in())) {
                    matches(signs, file, head(context, file, content.like()));
                }
            }
            for (Map.Entry<GuestFile, List<Evidence>> sign : signs.entrySet()) {
                report(context, intrusion, sign.getKey(), sign.getValue());
            }
        }
        context.lookedAt("known intrusions", known.size());
    }

    private static void matches(
            Map<GuestFile, List<Evidence>> signs, GuestFile file, List<Evidence> found) {
        if (!found.isEmpty()) {
            signs.computeIfAbsent(file, _ -> new ArrayList<>()).addAll(found);
        }
    }

    private static void report(
            StorageContext context,
            KnownIntrusion intrusion,
            GuestFile file,
            List<Evidence> matches)
            throws IOException {
        String subject = "%s at %s".formatted(intrusion.kind(), file.path());
        if (!context.isVouched(file, subject)) {
            context.report(
                    intrusion.severity(),
                    intrusion.confidence(),
                    subject,
                    "%s: %s is what this kind leaves".formatted(intrusion.kind(), file.path()),
                    context.evidence(file, matches));
        }
    }

    private static Set<GuestFile> files(StorageContext context, List<PathPattern> patterns)
            throws IOException {
        Set<GuestFile> files = new LinkedHashSet<>();
        for (PathPattern pattern : patterns) {
            files.addAll(context.find(pattern));
        }
        return files;
    }

    private static Set<GuestFile> regular(StorageContext context, List<PathPattern> patterns)
            throws IOException {
        Set<GuestFile> regular = new LinkedHashSet<>();
        for (GuestFile file : files(context, patterns)) {
            context.followed(file).filter(GuestFile::isRegular).ifPresent(regular::add);
        }
        return regular;
    }

    private static List<Evidence> lines(StorageContext context, GuestFile file, List<Pattern> like)
            throws IOException {
        List<Evidence> found = new ArrayList<>();
        long offset = 0;
        for (String line : context.lines(file)) {
            if (found.size() < MAX_MATCHES) {
                match(file, offset, line, like).ifPresent(found::add);
            }
            offset += line.getBytes(UTF_8).length + 1;
        }
        return found;
    }

    private static List<Evidence> texts(StorageContext context, GuestFile file, List<Pattern> like)
            throws IOException {
        List<Evidence> found = new ArrayList<>();
        context.texts(
                file,
                MAX_BYTES,
                (offset, text) -> {
                    match(file, offset, text, like).ifPresent(found::add);
                    return found.size() < MAX_MATCHES;
                });
        return found;
    }

    private static List<Evidence> head(StorageContext context, GuestFile file, List<Pattern> like)
            throws IOException {
        String head = new String(context.head(file, MAX_HEAD), UTF_8);
        String first = head.lines().findFirst().orElse("");
        return match(file, 0, first, like).stream().toList();
    }

    private static Optional<Evidence> match(
            GuestFile file, long offset, String text, List<Pattern> like) {
        return like.stream()
                .filter(pattern -> pattern.glob().matches(text))
                .findFirst()
                .map(pattern -> new Evidence.Match(file.path(), offset, pattern.text(), text));
    }
}

package dev.yagura.detect.storage.known;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.storage.known.KnownFile.Pattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for texts of replacements in programs that rootkits replace. */
final class TrojanedProgramDetector implements StorageDetector {
    /**
     * Bytes of one program that are read: the largest named here, a busybox or a ruby, is smaller.
     */
    private static final long MAX_BYTES = 64L << 20;

    private static final int MAX_MATCHES = 8;
    private static final int SETUID = 04000;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.file.trojaned-program",
                    "program carries texts of a rootkit's replacement",
                    Severity.CRITICAL,
                    List.of("T1554"),
                    "Fifty-odd programs that rootkits replace (ls, ps, login, sshd and others, each a"
                            + " kind of chkrootkit) are looked through for texts that were seen in"
                            + " replacements: names of a rootkit's files, passwords, a shell's path."
                            + " Also reported: a set-uid bit on a program that needs none, and an"
                            + " ifconfig that does not know of promiscuous mode. Looking alike: newer"
                            + " honest programs with the same texts; they are told apart by the digest"
                            + " that their package has, and the report lists them as vouched for. Not"
                            + " seen: any other replacement; linux.package.changed-file sees it.",
                    "Compare the file with that of its package on a machine you trust.");

    private final KnownProgram.Programs known = KnownProgram.Programs.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        long looked = 0;
        for (KnownProgram program : known.programs()) {
            for (GuestFile file : places(context, program)) {
                judge(context, program, file);
                looked++;
            }
        }
        context.lookedAt("programs that rootkits replace", looked);
    }

    /** Returns the files of such a name, each once, wherever links lead. */
    private Set<GuestFile> places(StorageContext context, KnownProgram program) throws IOException {
        Set<GuestFile> places = new LinkedHashSet<>();
        for (String folder : known.folders()) {
            for (String name : program.files()) {
                context.find(folder + "/" + name)
                        .filter(GuestFile::isRegular)
                        .ifPresent(places::add);
            }
        }
        return places;
    }

    private static void judge(StorageContext context, KnownProgram program, GuestFile file)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        if (program.setuid() && (file.attributes().permissions() & SETUID) != 0) {
            evidence.add(
                    new Evidence.Difference(
                            file.path(), "set-uid bit", "set", "clear, as the program needs none"));
        }
        Set<Pattern> found = new LinkedHashSet<>();
        boolean[] hasExpected = {program.expected().isEmpty()};
        context.texts(
                file,
                MAX_BYTES,
                (offset, text) -> {
                    match(program.texts(), text)
                            .filter(found::add)
                            .ifPresent(pattern ->
                                    evidence.add(
                                            new Evidence.Match(
                                                    file.path(), offset, pattern.text(), text)));
                    hasExpected[0] |= match(program.expected().stream().toList(), text).isPresent();
                    return evidence.size() < MAX_MATCHES;
                });
        if (!hasExpected[0]) {
            evidence.add(
                    new Evidence.Difference(
                            file.path(),
                            "texts",
                            "none of the form " + program.expected().orElseThrow().text(),
                            "one, as every honest " + program.kind() + " has"));
        }
        String subject = "%s at %s".formatted(program.kind(), file.path());
        if (!evidence.isEmpty() && !context.isVouched(file, subject)) {
            context.report(
                    Confidence.MEDIUM,
                    subject,
                    "%s: %s looks like a rootkit's replacement"
                            .formatted(program.kind(), file.path()),
                    context.evidence(file, evidence));
        }
    }

    private static Optional<Pattern> match(List<Pattern> patterns, String text) {
        return patterns.stream().filter(pattern -> pattern.glob().matches(text)).findFirst();
    }
}

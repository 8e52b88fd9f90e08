package dev.yagura.detect.storage.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds programs among the files of web servers that do what a visitor says. */
final class WebShellDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.web.shell",
                    "program of a web server does what a visitor says",
                    Severity.CRITICAL,
                    List.of("T1505.003"),
                    "Programs in PHP, JSP, ASP, Perl and Python, and images with a program in"
                            + " them, below the folders of web servers (a data file lists them). Looked"
                            + " for, without blanks and in lower case: what a visitor gives executed as"
                            + " code or as a command, code that decodes itself, names of known shells."
                            + " Each counts some points (the data file again); from 60 on it is a"
                            + " finding. Told apart: what a package vouches for by digest. Looking"
                            + " alike: tools for administrators, tests of frameworks. Evaded by"
                            + " variables between the two, other encodings, and files beyond the first"
                            + " mebibyte.",
                    "Look at the server's log for who asked for the file; find how it got there.");

    private static final int MAX_BYTES = 1 << 20;
    private static final int FOUND = 60;
    private static final int SURE = 100;

    private final WebSigns known = WebSigns.read();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Set<GuestFile> files = new LinkedHashSet<>();
        for (String folder : known.folders()) {
            for (GuestFile found : context.find(PathPattern.of(folder))) {
                Optional<GuestFile> top = context.followed(found);
                top.ifPresent(directory -> context.files().each(directory, files::add));
            }
        }
        for (GuestFile file : files) {
            Optional<String> language = known.language(file.name());
            if (file.isRegular() && language.isPresent()) {
                judge(context, file, language.get());
            }
        }
        context.lookedAt("files of web servers", files.size());
    }

    private void judge(StorageContext context, GuestFile file, String language) throws IOException {
        String content = new String(context.head(file, MAX_BYTES), ISO_8859_1);
        List<WebSigns.Sign> signs = new ArrayList<>(known.in(content, language));
        if (!signs.isEmpty() && language.equals("image")) {
            signs.addAll(known.in(content, "php"));
        }
        int score = signs.stream().mapToInt(WebSigns.Sign::score).sum();
        if (score < FOUND || context.isVouched(file, file.path())) {
            return;
        }
        List<Evidence> evidence = new ArrayList<>();
        for (WebSigns.Sign sign : signs) {
            evidence.add(
                    new Evidence.Difference(
                            file.path(),
                            "content",
                            "%s (%s), %d points"
                                    .formatted(
                                            sign.form(),
                                            String.join(" and ", sign.all()),
                                            sign.score()),
                            "fewer than %d points together".formatted(FOUND)));
        }
        context.report(
                score >= SURE ? Confidence.HIGH : Confidence.MEDIUM,
                file.path(),
                "%s does what a visitor says".formatted(file.path()),
                context.evidence(file, evidence));
    }
}

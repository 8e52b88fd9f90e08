package dev.yagura.detect.storage.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.accounts.Account;
import dev.yagura.detect.storage.commands.OddCommands;
import dev.yagura.detect.storage.installed.ProgramFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges the commands in files that a system runs by itself. */
final class StartupDetector implements StorageDetector {
    private static final int MAX_TOLD = 16;
    private static final int MAX_JOINED = 64;

    private final StartupFiles startup;

    StartupDetector(StartupFiles startup) {
        this.startup = startup;
    }

    @Override
    public DetectorInfo info() {
        return startup.info();
    }

    @Override
    public void run(StorageContext context) throws IOException {
        Set<GuestFile> seen = new LinkedHashSet<>();
        for (StartupFiles.Place place : startup.places()) {
            for (GuestFile file : files(context, place)) {
                if (seen.add(file)) {
                    judge(context, place.form(), file);
                }
            }
        }
        context.lookedAt("files with commands that the system runs", seen.size());
        if (seen.isEmpty()) {
            context.lookedAt("places of such files", startup.places().size());
        }
    }

    private static Set<GuestFile> files(StorageContext context, StartupFiles.Place place)
            throws IOException {
        Set<GuestFile> files = new LinkedHashSet<>();
        for (PathPattern pattern : place.paths()) {
            for (GuestFile file : context.find(pattern)) {
                context.followed(file).filter(GuestFile::isRegular).ifPresent(files::add);
            }
        }
        if (!place.homes().isEmpty()) {
            for (GuestFile home : Account.homes(context)) {
                for (PathPattern pattern : place.homes()) {
                    for (GuestFile file : context.findBelow(home, pattern)) {
                        context.followed(file).filter(GuestFile::isRegular).ifPresent(files::add);
                    }
                }
            }
        }
        return files;
    }

    private void judge(StorageContext context, CommandForm form, GuestFile file)
            throws IOException {
        if (form == CommandForm.RARE) {
            rare(context, file);
        } else if (ProgramFile.isElf(context, file)) {
            program(context, file);
        } else {
            commands(context, form, file);
        }
    }

    private static void rare(StorageContext context, GuestFile file) throws IOException {
        if (context.packages().isThere() && !context.isVouched(file, file.path())) {
            report(
                    context,
                    Severity.WARNING,
                    Confidence.MEDIUM,
                    file,
                    List.of(
                            new Evidence.Difference(
                                    file.path(), "package", "none vouches for it", "one")));
        }
    }

    /** A program where scripts are at home. */
    private static void program(StorageContext context, GuestFile file) throws IOException {
        if (context.packages().at(file).isEmpty()) {
            report(
                    context,
                    Severity.WARNING,
                    Confidence.MEDIUM,
                    file,
                    List.of(
                            new Evidence.Difference(
                                    file.path(), "content", "a program", "a text")));
        }
    }

    private static void commands(StorageContext context, CommandForm form, GuestFile file)
            throws IOException {
        List<Evidence> evidence = new ArrayList<>();
        Confidence sure = Confidence.LOW;
        long offset = 0;
        StringBuilder joined = new StringBuilder();
        long start = 0;
        int count = 0;
        for (String line : context.lines(file)) {
            start = joined.isEmpty() ? offset : start;
            offset += line.getBytes(UTF_8).length + 1L;
            if (line.endsWith("\\") && count < MAX_JOINED) {
                joined.append(line, 0, line.length() - 1);
                count++;
                continue;
            }
            String whole = joined.append(line).toString();
            joined.setLength(0);
            count = 0;
            Optional<OddCommands.Odd> odd = form.command(whole).flatMap(OddCommands::in);
            if (odd.isPresent() && evidence.size() < MAX_TOLD) {
                evidence.add(
                        new Evidence.Match(file.path(), start, odd.get().form(), whole.strip()));
                sure = odd.get().confidence().compareTo(sure) > 0 ? odd.get().confidence() : sure;
            }
        }
        if (!evidence.isEmpty() && !context.isVouched(file, file.path())) {
            report(context, Severity.CRITICAL, sure, file, evidence);
        }
    }

    private static void report(
            StorageContext context,
            Severity severity,
            Confidence confidence,
            GuestFile file,
            List<? extends Evidence> evidence)
            throws IOException {
        context.report(
                severity,
                confidence,
                file.path(),
                "%s has %s that the system runs by itself"
                        .formatted(
                                file.path(),
                                severity == Severity.CRITICAL
                                        ? "an odd command"
                                        : "what is unusual there,"),
                context.evidence(file, evidence));
    }
}

package dev.yagura.detect.storage.linker;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.StorageContext;
import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.storage.ConfigurationLines;
import dev.yagura.detect.storage.ConfigurationLines.Odd;
import dev.yagura.detect.storage.commands.OddPlaces;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds directories on the linker's search path where others than root may put libraries. */
final class LibraryPathDetector implements StorageDetector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.linker.search-path",
                    "linker looks for libraries where others than root may put them",
                    Severity.WARNING,
                    List.of("T1574.006", "T1574.007"),
                    "Directories in /etc/ld.so.conf and /etc/ld.so.conf.d that are temporary, hidden,"
                            + " relative, writable for everybody or owned by an ordinary user. Looking"
                            + " alike: software that a developer installed below a home directory.",
                    "Ask who added the directory; look at the libraries in it.");

    private static final ConfigurationLines FILES =
            new ConfigurationLines(
                    "lines of the linker's configuration",
                    List.of(
                            PathPattern.of("/etc/ld.so.conf"),
                            PathPattern.of("/etc/ld.so.conf.d/*")));
    private static final int OTHERS_WRITE = 0002;
    private static final long FIRST_USER = 1000;

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(StorageContext context) throws IOException {
        FILES.judge(
                context,
                line -> odd(context, line),
                (file, evidence) ->
                        context.report(
                                Confidence.MEDIUM,
                                file.path(),
                                "%s adds a directory that others may write to"
                                        .formatted(file.path()),
                                evidence));
    }

    private static Optional<Odd> odd(StorageContext context, String line) throws IOException {
        String directory = line.split("#", 2)[0].strip();
        return directory.isEmpty() || directory.startsWith("include")
                ? Optional.empty()
                : oddDirectory(context, directory).map(form -> new Odd(form, directory));
    }

    private static Optional<String> oddDirectory(StorageContext context, String directory)
            throws IOException {
        if (!directory.startsWith("/")) {
            return Optional.of("a relative directory");
        }
        if (OddPlaces.isOdd(directory + "/")) {
            return Optional.of("a temporary or hidden directory");
        }
        Optional<GuestFile> there = context.find(directory).filter(GuestFile::isDirectory);
        if (there.isEmpty()) {
            return Optional.empty();
        }
        boolean others = (there.get().attributes().permissions() & OTHERS_WRITE) != 0;
        boolean user = Integer.toUnsignedLong(there.get().attributes().uid()) >= FIRST_USER;
        return others || user
                ? Optional.of("a directory that an ordinary user may write to")
                : Optional.empty();
    }
}

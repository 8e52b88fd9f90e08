package dev.yagura.detect.packages;

import dev.yagura.detect.files.FileFaults;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.packages.PackagedDigest.Algorithm;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * dpkg's database: {@code /var/lib/dpkg} with {@code status}, {@code info/*.list} and {@code
 * info/*.md5sums}, {@code diversions} and {@code statoverride}, as dpkg(1) describes them.
 */
final class DpkgDatabase {
    private static final String INFO = "/var/lib/dpkg/info/";
    private static final String DIVERSIONS = "/var/lib/dpkg/diversions";
    private static final String OVERRIDES = "/var/lib/dpkg/statoverride";
    private static final int MD5_DIGITS = 32;

    /** A path that belongs elsewhere if another package than this one ships it. */
    private record Diversion(String to, String by) {}

    private final GuestFiles files;
    private final PackageIndex index;
    private final Map<String, Diversion> diversions = new HashMap<>();

    private DpkgDatabase(GuestFiles files) {
        this.files = files;
        this.index = new PackageIndex(files, "dpkg");
    }

    static PackageDatabase read(GuestFiles files, GuestFile status) throws IOException {
        DpkgDatabase database = new DpkgDatabase(files);
        List<DpkgPackage> installed = DpkgPackage.read(database.lines(status));
        database.readDiversions();
        database.readOverrides();
        for (DpkgPackage one : installed) {
            database.add(one);
        }
        return database.index;
    }

    private List<String> lines(GuestFile file) throws IOException {
        try {
            return files.lines(file);
        } catch (IOException e) {
            if (!FileFaults.isDiskFault(e)) {
                throw e;
            }
            index.addGap(file.path(), String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private List<String> lines(String path) throws IOException {
        Optional<GuestFile> file = files.find(path);
        return file.isPresent() ? lines(file.get()) : List.of();
    }

    /** Three lines each: the path, where it went, and the package that may have it. */
    private void readDiversions() throws IOException {
        List<String> lines = lines(DIVERSIONS);
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            diversions.put(lines.get(i), new Diversion(lines.get(i + 1), lines.get(i + 2)));
        }
    }

    /** User, group, mode, path. */
    private void readOverrides() throws IOException {
        for (String line : lines(OVERRIDES)) {
            String[] words = line.split(" ", 4);
            if (words.length == 4 && words[2].matches("[0-7]{3,5}")) {
                index.addOrder(words[3], Integer.parseInt(words[2], 8));
            }
        }
    }

    private void add(DpkgPackage one) throws IOException {
        index.addPackage();
        Optional<GuestFile> list = info(one, ".list");
        if (list.isEmpty()) {
            index.addGap(INFO + one.name() + ".list", "is not there");
            return;
        }
        Map<String, String> digests = new HashMap<>();
        Optional<GuestFile> sums = info(one, ".md5sums");
        if (sums.isPresent()) {
            for (String line : lines(sums.get())) {
                if (line.length() > MD5_DIGITS + 2) {
                    digests.put(
                            "/" + line.substring(MD5_DIGITS + 2), line.substring(0, MD5_DIGITS));
                }
            }
        }
        digests.putAll(one.conffiles());
        for (String path : lines(list.get())) {
            if (!index.add(file(one, path, Optional.ofNullable(digests.get(path))))) {
                return;
            }
        }
    }

    private PackagedFile file(DpkgPackage one, String path, Optional<String> md5) {
        Diversion diversion = diversions.get(path);
        String at = diversion == null || diversion.by().equals(one.name()) ? path : diversion.to();
        return new PackagedFile(
                at,
                one.name(),
                one.version(),
                md5.map(hex -> new PackagedDigest(Algorithm.MD5, hex)),
                one.conffiles().containsKey(path),
                Optional.empty());
    }

    private Optional<GuestFile> info(DpkgPackage one, String suffix) throws IOException {
        Optional<GuestFile> plain = files.find(INFO + one.name() + suffix);
        return plain.isPresent() || one.architecture().contains("/")
                ? plain
                : files.find(INFO + one.name() + ":" + one.architecture() + suffix);
    }
}

package dev.yagura.detect.packages;

import dev.yagura.detect.files.FileFaults;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * dpkg's database: {@code /var/lib/dpkg} with {@code status}, {@code info/*.list} and {@code
 * info/*.md5sums}, {@code diversions} and {@code statoverride}, as dpkg(1) describes them.
 *
 * <p>Paths are looked up in the tree, so it does not matter that a package says {@code /bin/ls}
 * where {@code /bin} leads to {@code usr/bin}.
 */
final class DpkgDatabase implements PackageDatabase {
    private static final String INFO = "/var/lib/dpkg/info/";
    private static final String DIVERSIONS = "/var/lib/dpkg/diversions";
    private static final String OVERRIDES = "/var/lib/dpkg/statoverride";
    private static final int MD5_DIGITS = 32;

    /** Paths of all packages together. */
    private static final int MAX_PATHS = 4_000_000;

    /** A path that belongs elsewhere if another package than this one ships it. */
    private record Diversion(String to, String by) {}

    private final GuestFiles files;
    private final Map<GuestFile, PackagedFile> byPlace = new LinkedHashMap<>();
    private final Map<PackagedFile, GuestFile> places = new HashMap<>();
    private final List<PackagedFile> missing = new ArrayList<>();
    private final Map<String, Diversion> diversions = new HashMap<>();
    private final Map<GuestFile, Integer> overrides = new HashMap<>();
    private final List<GuestFiles.Gap> gaps = new ArrayList<>();
    private int packages;
    private int paths;

    private DpkgDatabase(GuestFiles files) {
        this.files = files;
    }

    static DpkgDatabase read(GuestFiles files, GuestFile status) throws IOException {
        DpkgDatabase database = new DpkgDatabase(files);
        List<DpkgPackage> installed = DpkgPackage.read(database.lines(status));
        database.readDiversions();
        database.readOverrides();
        for (DpkgPackage one : installed) {
            database.add(one);
        }
        return database;
    }

    private List<String> lines(GuestFile file) throws IOException {
        try {
            return files.lines(file);
        } catch (IOException e) {
            if (!FileFaults.isDiskFault(e)) {
                throw e;
            }
            gaps.add(new GuestFiles.Gap(file.path(), String.valueOf(e.getMessage())));
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
                int permissions = Integer.parseInt(words[2], 8);
                files.at(words[3]).ifPresent(file -> overrides.put(file, permissions));
            }
        }
    }

    private void add(DpkgPackage one) throws IOException {
        packages++;
        Optional<GuestFile> list = info(one, ".list");
        if (list.isEmpty()) {
            gaps.add(new GuestFiles.Gap(INFO + one.name() + ".list", "is not there"));
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
            if (++paths > MAX_PATHS) {
                gaps.add(
                        new GuestFiles.Gap(
                                list.get().path(),
                                "packages have more than %d paths".formatted(MAX_PATHS)));
                return;
            }
            add(one, path, Optional.ofNullable(digests.get(path)));
        }
    }

    private void add(DpkgPackage one, String path, Optional<String> md5) throws IOException {
        Diversion diversion = diversions.get(path);
        String at = diversion == null || diversion.by().equals(one.name()) ? path : diversion.to();
        PackagedFile file =
                new PackagedFile(
                        at, one.name(), one.version(), md5, one.conffiles().containsKey(path));
        Optional<GuestFile> place = files.at(file.path());
        if (place.isEmpty()) {
            missing.add(file);
            return;
        }
        PackagedFile before = byPlace.get(place.get());
        // Directories belong to many packages, and a file that packages of several architectures
        // share to each of them: the one that knows the content counts.
        if (before == null || before.md5().isEmpty()) {
            byPlace.put(place.get(), file);
            places.put(file, place.get());
        }
    }

    private Optional<GuestFile> info(DpkgPackage one, String suffix) throws IOException {
        Optional<GuestFile> plain = files.find(INFO + one.name() + suffix);
        return plain.isPresent() || one.architecture().contains("/")
                ? plain
                : files.find(INFO + one.name() + ":" + one.architecture() + suffix);
    }

    @Override
    public String description() {
        return "dpkg, %d packages".formatted(packages);
    }

    @Override
    public boolean isThere() {
        return packages > 0;
    }

    @Override
    public List<GuestFiles.Gap> gaps() {
        return List.copyOf(gaps);
    }

    @Override
    public Optional<PackagedFile> at(GuestFile file) {
        return Optional.ofNullable(byPlace.get(file));
    }

    @Override
    public Collection<PackagedFile> present() {
        return Collections.unmodifiableCollection(byPlace.values());
    }

    @Override
    public Optional<GuestFile> place(PackagedFile file) {
        return Optional.ofNullable(places.get(file));
    }

    @Override
    public List<PackagedFile> missing() {
        return List.copyOf(missing);
    }

    @Override
    public Optional<Integer> orderedPermissions(GuestFile file) {
        return Optional.ofNullable(overrides.get(file));
    }

    @Override
    public Optional<String> voucher(GuestFiles tree, GuestFile file) throws IOException {
        PackagedFile packaged = byPlace.get(file);
        if (packaged == null) {
            return Optional.empty();
        }
        if (!file.isRegular()) {
            return Optional.of("dpkg: %s has it".formatted(packaged.packageText()));
        }
        if (packaged.md5().isEmpty() || !packaged.md5().get().equals(tree.digests(file).md5())) {
            return Optional.empty();
        }
        return Optional.of("dpkg: %s, MD5 of the content".formatted(packaged.packageText()));
    }
}

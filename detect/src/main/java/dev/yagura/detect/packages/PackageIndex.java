package dev.yagura.detect.packages;

import dev.yagura.detect.files.FileLimits;
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
 * Files of packages by where they lie in the tree; filled by who reads the package manager's own
 * files.
 *
 * <p>Paths are looked up in the tree, so it does not matter that a package says {@code /bin/ls}
 * where {@code /bin} leads to {@code usr/bin}.
 */
final class PackageIndex implements PackageDatabase {
    /** Paths of all packages together. */
    private static final int MAX_PATHS = 4_000_000;

    /** Characters of all paths and targets: a few bytes in a database may stand for many. */
    private static final long MAX_CHARACTERS = 1L << 28;

    private final GuestFiles files;
    private final String manager;
    private final Map<GuestFile, PackagedFile> byPlace = new LinkedHashMap<>();
    private final Map<PackagedFile, GuestFile> places = new HashMap<>();
    private final List<PackagedFile> missing = new ArrayList<>();
    private final Map<GuestFile, Integer> orders = new HashMap<>();
    private final List<GuestFiles.Gap> gaps = new ArrayList<>();
    private int packages;
    private int paths;
    private long characters;

    PackageIndex(GuestFiles files, String manager) {
        this.files = files;
        this.manager = manager;
    }

    /** Counts a package. */
    void addPackage() {
        packages++;
    }

    /** Says what could not be read. */
    void addGap(String path, String why) {
        if (gaps.size() < FileLimits.MAX_GAPS) {
            gaps.add(new GuestFiles.Gap(path, why));
        }
    }

    /** Keeps the permissions that the administrator ordered. */
    void addOrder(String path, int permissions) throws IOException {
        files.at(path).ifPresent(file -> orders.put(file, permissions));
    }

    /**
     * Keeps a packaged file.
     *
     * @return whether there is room for more
     */
    boolean add(PackagedFile file) throws IOException {
        return add(file, false);
    }

    /**
     * Keeps a packaged file.
     *
     * @param mayBeMissing whether nobody wonders if it is not there
     * @return whether there is room for more
     */
    boolean add(PackagedFile file, boolean mayBeMissing) throws IOException {
        characters += file.path().length();
        characters += file.inode().flatMap(PackagedInode::target).map(String::length).orElse(0);
        if (++paths > MAX_PATHS || characters > MAX_CHARACTERS) {
            addGap(
                    file.path(),
                    "packages have more than %d paths of %d characters"
                            .formatted(MAX_PATHS, MAX_CHARACTERS));
            return false;
        }
        Optional<GuestFile> place = files.at(file.path());
        if (place.isEmpty()) {
            if (!mayBeMissing) {
                missing.add(file);
            }
            return true;
        }
        PackagedFile before = byPlace.get(place.get());
        // Directories belong to many packages, and a file that packages of several architectures
        // share to each of them: the one that knows the most counts.
        if (before == null || (before.digest().isEmpty() && knowledge(file) >= knowledge(before))) {
            byPlace.put(place.get(), file);
            places.put(file, place.get());
        }
        return true;
    }

    private static int knowledge(PackagedFile file) {
        return (file.digest().isPresent() ? 2 : 0) + (file.inode().isPresent() ? 1 : 0);
    }

    @Override
    public String description() {
        return "%s, %d packages".formatted(manager, packages);
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
        return Collections.unmodifiableList(missing);
    }

    @Override
    public Optional<Integer> orderedPermissions(GuestFile file) {
        return Optional.ofNullable(orders.get(file));
    }

    @Override
    public Optional<String> voucher(GuestFiles tree, GuestFile file) throws IOException {
        PackagedFile packaged = byPlace.get(file);
        if (packaged == null) {
            return Optional.empty();
        }
        if (!file.isRegular()) {
            return Optional.of("%s: %s has it".formatted(manager, packaged.packageText()));
        }
        if (packaged.digest().isEmpty() || !packaged.digest().get().matches(tree.digests(file))) {
            return Optional.empty();
        }
        return Optional.of(
                "%s: %s, %s of the content"
                        .formatted(
                                manager,
                                packaged.packageText(),
                                packaged.digest().get().algorithm().text()));
    }
}

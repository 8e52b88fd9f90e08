package dev.yagura.detect.packages;

import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Stands for a package manager that is not there or not understood.
 *
 * @param gaps what was found instead
 */
record NoPackages(List<GuestFiles.Gap> gaps) implements PackageDatabase {
    @Override
    public String description() {
        return "no package database that is read";
    }

    @Override
    public boolean isThere() {
        return false;
    }

    @Override
    public Optional<PackagedFile> at(GuestFile file) {
        return Optional.empty();
    }

    @Override
    public Collection<PackagedFile> present() {
        return List.of();
    }

    @Override
    public Optional<GuestFile> place(PackagedFile file) {
        return Optional.empty();
    }

    @Override
    public List<PackagedFile> missing() {
        return List.of();
    }

    @Override
    public Optional<Integer> orderedPermissions(GuestFile file) {
        return Optional.empty();
    }

    @Override
    public Optional<String> voucher(GuestFiles files, GuestFile file) {
        return Optional.empty();
    }
}

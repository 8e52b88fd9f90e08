package dev.yagura.detect.packages;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A file of a package, as the package manager keeps it.
 *
 * @param path where the package put it, diversions applied; not necessarily without links
 * @param packageName of the package, with its architecture where several may be installed
 * @param version of the package
 * @param md5 of the content as it was packaged, where that is kept
 * @param isConfiguration whether the administrator is expected to change it
 */
public record PackagedFile(
        String path,
        String packageName,
        String version,
        Optional<String> md5,
        boolean isConfiguration) {
    /** Requires the components. */
    public PackagedFile {
        requireNonNull(path, "path");
        requireNonNull(packageName, "packageName");
        requireNonNull(version, "version");
        requireNonNull(md5, "md5");
    }

    /** Returns name and version, for people. */
    public String packageText() {
        return packageName + " " + version;
    }
}

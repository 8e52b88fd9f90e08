package dev.yagura.detect.packages;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A file of a package, as the package manager keeps it.
 *
 * @param path where the package put it, diversions applied; not necessarily without links
 * @param packageName of the package, with its architecture where several may be installed
 * @param version of the package
 * @param digest of the content as it was packaged, where that is kept
 * @param isConfiguration whether the administrator is expected to change it
 * @param inode what else was packaged, where that is kept
 */
public record PackagedFile(
        String path,
        String packageName,
        String version,
        Optional<PackagedDigest> digest,
        boolean isConfiguration,
        Optional<PackagedInode> inode) {
    /** Requires the components. */
    public PackagedFile {
        requireNonNull(path, "path");
        requireNonNull(packageName, "packageName");
        requireNonNull(version, "version");
        requireNonNull(digest, "digest");
        requireNonNull(inode, "inode");
    }

    /** Returns name and version, for people. */
    public String packageText() {
        return packageName + " " + version;
    }
}

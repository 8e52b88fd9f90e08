package dev.yagura.detect;

import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.lists.HashList;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.detect.packages.PackageDatabases;
import dev.yagura.storage.file.FileTree;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A guest's files as one scan sees them, and what its package manager says of them. All detectors
 * share one walk and one reading of the package database. Not safe for concurrent use.
 */
public final class DiskView {
    private final GuestFiles files;
    private final HashList knownGood;
    private @Nullable PackageDatabase packages;

    private DiskView(GuestFiles files, HashList knownGood) {
        this.files = files;
        this.knownGood = knownGood;
    }

    /**
     * Walks a tree.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if its root is damaged
     * @throws IOException if the device fails
     */
    public static DiskView of(FileTree tree) throws IOException {
        return new DiskView(GuestFiles.of(tree), HashList.EMPTY);
    }

    /** Returns the same files, where contents on a list are never reported. */
    public DiskView knowing(HashList good) {
        return new DiskView(files, good);
    }

    /** Returns the files. */
    public GuestFiles files() {
        return files;
    }

    /** Returns the contents that are never reported. */
    HashList knownGood() {
        return knownGood;
    }

    /** Returns what the package manager knows, read at the first call. */
    PackageDatabase packages() throws IOException {
        PackageDatabase known = packages;
        if (known == null) {
            known = PackageDatabases.of(files);
            packages = known;
        }
        return known;
    }
}

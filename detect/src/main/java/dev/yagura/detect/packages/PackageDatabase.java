package dev.yagura.detect.packages;

import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a package manager knows of the files of one tree. */
public interface PackageDatabase {
    /** Returns what it is, for people: {@code "dpkg, 312 packages"}. */
    String description();

    /** Returns whether a database was found and could be read at all. */
    boolean isThere();

    /** Returns what of it could not be read. */
    List<GuestFiles.Gap> gaps();

    /** Returns the packaged file that lies here, if a package put one here. */
    Optional<PackagedFile> at(GuestFile file);

    /** Returns every packaged file that lies where its package put it. */
    Collection<PackagedFile> present();

    /** Returns where a packaged file lies. */
    Optional<GuestFile> place(PackagedFile file);

    /** Returns packaged files whose place is empty. */
    List<PackagedFile> missing();

    /** Returns the permissions that the administrator ordered for a path, where there are any. */
    Optional<Integer> orderedPermissions(GuestFile file);

    /**
     * Returns who vouches that a file is as it was packaged: a regular file by its digest, any
     * other because a package has it.
     *
     * @return for people; empty if nobody does
     * @throws IOException if the file cannot be read
     */
    Optional<String> voucher(GuestFiles files, GuestFile file) throws IOException;
}

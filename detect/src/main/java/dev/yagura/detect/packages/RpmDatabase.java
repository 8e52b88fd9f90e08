package dev.yagura.detect.packages;

import dev.yagura.detect.files.FileFaults;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.packages.PackagedDigest.Algorithm;
import dev.yagura.detect.packages.rpm.RpmFile;
import dev.yagura.detect.packages.rpm.RpmFile.Property;
import dev.yagura.detect.packages.rpm.RpmFile.State;
import dev.yagura.detect.packages.rpm.RpmPackage;
import dev.yagura.detect.packages.sqlite.SqliteDatabase;
import dev.yagura.detect.packages.sqlite.SqliteFile;
import dev.yagura.detect.packages.sqlite.SqliteRow;
import dev.yagura.storage.file.FileType;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * rpm's database: the table {@code Packages} of {@code rpmdb.sqlite}, a header in each row; what of
 * a file is compared is decided as {@code rpm --verify} does.
 *
 * <p>A ghost (a path that a package only claims) is of its package and nothing of it is compared.
 */
final class RpmDatabase {
    private static final String PACKAGES = "Packages";
    private static final int BLOB = 1;

    private final GuestFiles files;
    private final PackageIndex index;
    private final String path;

    private RpmDatabase(GuestFiles files, String path) {
        this.files = files;
        this.index = new PackageIndex(files, "rpm");
        this.path = path;
    }

    static PackageDatabase read(GuestFiles files, GuestFile database) throws IOException {
        RpmDatabase rpm = new RpmDatabase(files, database.path());
        try {
            rpm.read(database);
        } catch (IOException e) {
            rpm.tell(rpm.path, e);
        }
        if (!rpm.index.isThere() && rpm.index.gaps().isEmpty()) {
            rpm.index.addGap(rpm.path, "has no package");
        }
        return rpm.index;
    }

    private void tell(String where, IOException e) throws IOException {
        if (!FileFaults.isDiskFault(e)) {
            throw e;
        }
        index.addGap(where, String.valueOf(e.getMessage()));
    }

    private void read(GuestFile database) throws IOException {
        Optional<GuestFile> journal = files.find(path + "-journal");
        if (journal.isPresent() && journal.get().attributes().sizeBytes() > 0) {
            index.addGap(
                    journal.get().path(),
                    "a change of rpm's database was cut off; it is read as it was left");
        }
        Optional<GuestFile> log = files.find(path + "-wal");
        SqliteDatabase.open(file(database), log.isPresent() ? file(log.get()) : SqliteFile.NONE)
                .rows(PACKAGES, this::add);
    }

    private SqliteFile file(GuestFile file) {
        return new SqliteFile(
                new CachedPieces(files, file),
                file.isRegular() ? file.attributes().sizeBytes() : 0);
    }

    private boolean add(long number, SqliteRow row) throws IOException {
        RpmPackage one;
        try {
            one = RpmPackage.parse(row.require(BLOB, byte[].class));
        } catch (IOException e) {
            tell("%s, package %d".formatted(path, number), e);
            return true;
        }
        index.addPackage();
        Optional<Algorithm> algorithm = algorithm(one);
        if (algorithm.isEmpty() && !one.files().isEmpty()) {
            index.addGap(
                    "files of %s %s".formatted(one.name(), one.version()),
                    "have digests of algorithm %d, expected 1 (MD5) or 8 (SHA-256)"
                            .formatted(one.digestAlgorithm()));
        }
        for (RpmFile file : one.files()) {
            boolean isThere =
                    file.state() != State.NOT_INSTALLED && file.state() != State.NET_SHARED;
            if (isThere && !index.add(packaged(one, file, algorithm), file.mayBeMissing())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Algorithm> algorithm(RpmPackage one) {
        if (one.digestAlgorithm() == RpmPackage.MD5) {
            return Optional.of(Algorithm.MD5);
        }
        return one.digestAlgorithm() == RpmPackage.SHA256
                ? Optional.of(Algorithm.SHA256)
                : Optional.empty();
    }

    private static PackagedFile packaged(
            RpmPackage one, RpmFile file, Optional<Algorithm> algorithm) {
        boolean compared = !file.isGhost() && file.state() != State.REPLACED;
        boolean hasDigest =
                compared
                        && file.state() == State.NORMAL
                        && !file.digest().isEmpty()
                        && file.isVerified(Property.DIGEST);
        return new PackagedFile(
                file.path(),
                one.name(),
                one.version(),
                hasDigest
                        ? algorithm.map(how ->
                                new PackagedDigest(how, file.digest().toLowerCase(Locale.ROOT)))
                        : Optional.empty(),
                file.isConfiguration(),
                compared ? file.type().map(type -> inode(file, type)) : Optional.empty());
    }

    private static PackagedInode inode(RpmFile file, FileType type) {
        return new PackagedInode(
                type,
                kept(file, Property.MODE, file.permissions()),
                kept(file, Property.USER, file.user()),
                kept(file, Property.GROUP, file.group()),
                type == FileType.SYMBOLIC_LINK
                        ? kept(file, Property.TARGET, file.target())
                        : Optional.empty(),
                type == FileType.REGULAR
                        ? kept(file, Property.CAPABILITIES, file.capabilities())
                        : Optional.empty());
    }

    private static <T> Optional<T> kept(RpmFile file, Property property, T value) {
        return file.isVerified(property) ? Optional.of(value) : Optional.empty();
    }
}

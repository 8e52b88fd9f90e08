package dev.yagura.detect.packages;

import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the package database of a tree. */
public final class PackageDatabases {
    private static final String DPKG = "/var/lib/dpkg/status";

    /** Where rpm keeps its database: since Fedora 36, and before. */
    private static final List<String> RPM = List.of("/usr/lib/sysimage/rpm", "/var/lib/rpm");

    /** Databases that are known by place and not read. */
    private static final Map<String, String> REFUSED = refused();

    private PackageDatabases() {}

    private static Map<String, String> refused() {
        Map<String, String> refused = new LinkedHashMap<>();
        for (String folder : RPM) {
            refused.put(folder + "/Packages.db", "rpm, ndb");
            refused.put(folder + "/Packages", "rpm, Berkeley DB");
        }
        refused.put("/lib/apk/db/installed", "apk");
        refused.put("/var/lib/pacman/local", "pacman");
        return refused;
    }

    /**
     * Reads the database of a tree.
     *
     * @throws IOException if the disk's source fails; what is damaged is in {@link
     *     PackageDatabase#gaps}
     */
    public static PackageDatabase of(GuestFiles files) throws IOException {
        Optional<GuestFile> dpkg = files.find(DPKG);
        if (dpkg.isPresent()) {
            return DpkgDatabase.read(files, dpkg.get());
        }
        for (String folder : RPM) {
            Optional<GuestFile> rpm = files.find(folder + "/rpmdb.sqlite");
            if (rpm.isPresent()) {
                return RpmDatabase.read(files, rpm.get());
            }
        }
        List<GuestFiles.Gap> gaps = new ArrayList<>();
        for (Map.Entry<String, String> known : REFUSED.entrySet()) {
            if (files.find(known.getKey()).isPresent()) {
                gaps.add(
                        new GuestFiles.Gap(
                                known.getKey(),
                                "a package database of %s, which is not read; expected dpkg, or rpm with SQLite"
                                        .formatted(known.getValue())));
            }
        }
        return new NoPackages(List.copyOf(gaps));
    }
}

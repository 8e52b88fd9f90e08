package dev.yagura.detect.storage;

import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.storage.accounts.AccountDetectors;
import dev.yagura.detect.storage.boot.BootDetectors;
import dev.yagura.detect.storage.hidden.HiddenDetectors;
import dev.yagura.detect.storage.installed.PackageDetectors;
import dev.yagura.detect.storage.known.KnownDetectors;
import dev.yagura.detect.storage.linker.LinkerDetectors;
import dev.yagura.detect.storage.logs.LogDetectors;
import dev.yagura.detect.storage.persistence.PersistenceDetectors;
import dev.yagura.detect.storage.privileges.PrivilegeDetectors;
import dev.yagura.detect.storage.web.WebDetectors;
import java.util.List;
import java.util.stream.Stream;

/** Lists the detectors that judge files. */
public final class StorageDetectors {
    private StorageDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<StorageDetector> all() {
        return Stream.of(
                        KnownDetectors.all(),
                        LogDetectors.all(),
                        PackageDetectors.all(),
                        PrivilegeDetectors.all(),
                        LinkerDetectors.all(),
                        HiddenDetectors.all(),
                        PersistenceDetectors.all(),
                        AccountDetectors.all(),
                        BootDetectors.all(),
                        WebDetectors.all())
                .flatMap(List::stream)
                .toList();
    }
}

package dev.yagura.detect.storage.accounts;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of users. */
public final class AccountDetectors {
    private AccountDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(new RootAccountDetector(), new PasswordDetector(), new SudoDetector());
    }
}

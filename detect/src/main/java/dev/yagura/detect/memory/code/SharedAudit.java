package dev.yagura.detect.memory.code;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.code.sites.CodeAudit;
import java.io.IOException;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** The code of a look, which several detectors judge, read once. Safe for concurrent use. */
final class SharedAudit {
    private WeakReference<Linux> look = new WeakReference<>(null);
    private @Nullable CodeAudit audit;

    /**
     * Returns the code of a look; that of the look before is given up.
     *
     * @throws IOException as {@link CodeAudit#of}
     */
    synchronized CodeAudit of(Linux linux) throws IOException {
        CodeAudit known = audit;
        if (known == null || look.get() != linux) {
            audit = null;
            known = CodeAudit.of(linux);
            look = new WeakReference<>(linux);
            audit = known;
        }
        return known;
    }
}

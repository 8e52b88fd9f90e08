package dev.yagura.it.core;

import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.testkit.kernels.KernelImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A core with what its guest's kernel was loaded from: all that the detectors of memory want.
 *
 * @param kernel how its kernel is called
 * @param core the guest, which whoever changes it leaves unchanged
 * @param originals the files of its kernel and modules
 */
public record DumpedGuest(String kernel, GuestCore core, OriginalCode originals)
        implements AutoCloseable {

    /** Opens a core of a guest that runs a kernel. */
    public static DumpedGuest open(Path file, KernelImage image) throws IOException {
        GuestCore core = GuestCore.open(file);
        return new DumpedGuest(image.label(), core, Originals.of(image, core.linux()));
    }

    @Override
    public void close() throws IOException {
        core.close();
    }
}

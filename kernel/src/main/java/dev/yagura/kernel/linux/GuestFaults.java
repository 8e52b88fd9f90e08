package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.NullGuestPointerException;
import dev.yagura.kernel.walk.WalkCutException;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;

/**
 * Tells what a guest holds from what its memory's source does.
 *
 * <p>A reader may pass over the one and go on, once it has said so; after the other nothing more
 * can be read.
 */
public final class GuestFaults {
    private GuestFaults() {}

    /** Returns whether the guest's own contents are the cause: the source of its memory works. */
    public static boolean isGuestFault(IOException e) {
        return e instanceof PageNotPresentException
                || e instanceof MemoryHoleException
                || e instanceof MalformedStructureException
                || e instanceof NullGuestPointerException
                || e instanceof KernelLayoutException
                || e instanceof WalkCutException;
    }
}

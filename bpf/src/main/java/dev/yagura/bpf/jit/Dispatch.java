package dev.yagura.bpf.jit;

import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Trap;
import java.io.IOException;

/** What the written classes of a program are called through; they implement it. */
public interface Dispatch {
    /**
     * Calls a function by its address, or a helper by its number.
     *
     * @param frame the frame pointer of what is called
     */
    long call(Machine machine, long target, long a, long b, long c, long d, long e, long frame)
            throws Trap, IOException;
}

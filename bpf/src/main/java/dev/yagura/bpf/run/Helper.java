package dev.yagura.bpf.run;

import java.io.IOException;

/** A function of the host that programs call by number. */
@FunctionalInterface
public interface Helper {
    /**
     * Does its work.
     *
     * @param memory of the calling program
     * @return what register 0 is then
     * @throws Trap if the arguments are refused
     * @throws IOException if the memory source fails
     */
    long call(Memory memory, long a, long b, long c, long d, long e) throws Trap, IOException;
}

package dev.yagura.bpf.run;

import java.io.IOException;

/** Something that runs one program. Safe for concurrent use, with a machine for each run. */
public interface Engine {
    /**
     * Calls a function of the program.
     *
     * @param machine of the same program
     * @param function of the same program
     * @param arguments what registers 1 to 5 are, at most five; those not given are 0
     * @return what register 0 is at the end
     * @throws ProgramFault if the program is ended
     * @throws IOException if the memory source fails
     */
    long call(Machine machine, Function function, long... arguments)
            throws ProgramFault, IOException;
}

package dev.yagura.bpf.module;

import dev.yagura.bpf.run.ProgramFault;
import java.io.IOException;

/** A module was ended. The message names the module, the function, the line and the address. */
public final class ModuleException extends IOException {
    private static final long serialVersionUID = 1L;

    ModuleException(String module, ProgramFault fault) {
        super("%s: %s".formatted(module, fault.getMessage()), fault);
    }
}

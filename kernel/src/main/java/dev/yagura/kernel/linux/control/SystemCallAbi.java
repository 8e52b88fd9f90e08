package dev.yagura.kernel.linux.control;

import java.util.List;

/** A way into the kernel, with numbers and handlers of its own. */
public enum SystemCallAbi {
    /** 64-bit programs. */
    X64("sys_call_table", "x64_sys_call"),
    /** 32-bit programs on 64-bit registers; few kernels have it. */
    X32("x32_sys_call_table", "x32_sys_call"),
    /** 32-bit programs. */
    IA32("ia32_sys_call_table", "ia32_sys_call");

    private final String table;
    private final String dispatcher;

    SystemCallAbi(String table, String dispatcher) {
        this.table = table;
        this.dispatcher = dispatcher;
    }

    /** Returns the symbol of the table of handlers; many kernels have none for this way in. */
    public String table() {
        return table;
    }

    /** Returns the symbol of the function that took the table's place, since 6.9 and backported. */
    public String dispatcher() {
        return dispatcher;
    }

    /** Returns what stands before an entry point's name in the symbol of its handler. */
    List<String> prefixes() {
        return switch (this) {
            case X64 -> List.of("__x64_");
            case X32 -> List.of("__x64_", "__x32_");
            case IA32 -> List.of("__ia32_");
        };
    }
}

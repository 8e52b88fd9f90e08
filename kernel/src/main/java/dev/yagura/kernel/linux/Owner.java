package dev.yagura.kernel.linux;

import dev.yagura.kernel.symbols.SymbolTable;

/** Whom an address of the kernel's half belongs to. */
public sealed interface Owner {

    /** Returns it for people: {@code "x64_sys_call+0x13"}, {@code "module tun+0x20"}. */
    String describe();

    /**
     * The kernel image.
     *
     * @param nearest the symbol at or before the address
     */
    record Image(SymbolTable.Nearest nearest) implements Owner {
        @Override
        public String describe() {
            return nearest.toString();
        }
    }

    /**
     * A loaded module.
     *
     * @param name the module's
     * @param offset from the start of the part of the module that holds the address, in bytes
     */
    record Module(String name, long offset) implements Owner {
        @Override
        public String describe() {
            return "module %s+0x%x".formatted(name, offset);
        }
    }

    /** Neither the image nor a module that the kernel lists. */
    record Unknown() implements Owner {
        @Override
        public String describe() {
            return "no known owner";
        }
    }
}

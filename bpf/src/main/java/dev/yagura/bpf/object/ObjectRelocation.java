package dev.yagura.bpf.object;

import dev.yagura.kernel.linux.image.ElfSymbols;

/**
 * A place in a section that depends on where something else will be; {@code Elf64_Rel}.
 *
 * @param offset in bytes, of a field that lies within the section
 * @param type {@code R_BPF_*}
 * @param symbol what it depends on
 */
public record ObjectRelocation(int offset, int type, ElfSymbols.Entry symbol) {
    /** Both immediates of a load of 64 bits. */
    public static final int LOAD_64 = 1;

    /** 64 bits of data. */
    public static final int DATA_64 = 2;

    /** The immediate of a call. */
    public static final int CALL_32 = 10;
}

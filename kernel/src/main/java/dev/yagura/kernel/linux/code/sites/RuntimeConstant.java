package dev.yagura.kernel.linux.code.sites;

import java.io.IOException;

/**
 * An operand that the kernel writes into its code once it knows it; {@code runtime_ptr_*} and
 * {@code runtime_shift_*}, since 6.11. It is what the variable of that name holds. A variable that
 * the compiler took away is nowhere else: all places of its table then hold the same.
 *
 * @param holderGva address of the variable, or of the table's first place
 */
record RuntimeConstant(long gva, int lengthBytes, long holderGva) implements PatchSite {
    @Override
    public String kind() {
        return "runtime constant";
    }

    @Override
    public boolean allows(Patch patch) throws IOException {
        long value = patch.targets().pointer(holderGva);
        return lengthBytes == Long.BYTES
                ? patch.found().code().getLong(0) == value
                : patch.found().u8(0) == (value & 0xFF);
    }
}

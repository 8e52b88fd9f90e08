package dev.yagura.bpf.core;

/**
 * The answer to a relocation.
 *
 * @param original the answer for the types that the object was compiled with; it is what the
 *     instruction has now, unless {@code checked} is false
 * @param value the answer for the kernel
 * @param found whether the kernel has what is asked about; if not, the instruction must not be run
 * @param checked whether the instruction has to have {@code original}
 * @param bitfield whether the member is a bit field, here or there
 * @param originalBytes of the member as it was compiled, 0 where it does not matter
 * @param bytes of the member in the kernel
 * @param resizable whether a load or store may be changed to that many bytes
 */
public record CoreResult(
        long original,
        long value,
        boolean found,
        boolean checked,
        boolean bitfield,
        long originalBytes,
        long bytes,
        boolean resizable) {

    static CoreResult of(long original, long value, boolean checked) {
        return new CoreResult(original, value, true, checked, false, 0, 0, false);
    }

    static CoreResult missing() {
        return new CoreResult(0, 0, false, false, false, 0, 0, false);
    }
}

package dev.yagura.kernel.symbols;

/** Addresses in ascending unsigned order, searched by bisection. */
final class AddressIndex {
    private final long[] addresses;
    private final long imageStart;
    private final long imageEnd;

    /**
     * Takes over an array.
     *
     * @param addresses ascending, unsigned; not copied
     * @param imageStart first address of the kernel image
     * @param imageEnd one past its last address
     */
    AddressIndex(long[] addresses, long imageStart, long imageEnd) {
        this.addresses = addresses;
        this.imageStart = imageStart;
        this.imageEnd = imageEnd;
    }

    /** Returns the address of an entry. */
    long get(int index) {
        return addresses[index];
    }

    /** Returns the number of entries. */
    int count() {
        return addresses.length;
    }

    /**
     * Returns the first of those entries that have the greatest address not above {@code gva}, or a
     * negative number where there is none or {@code gva} lies outside the image.
     */
    int nearest(long gva) {
        if (Long.compareUnsigned(gva, imageStart) < 0 || Long.compareUnsigned(gva, imageEnd) >= 0) {
            return -1;
        }
        int above = firstNotBelow(gva);
        if (above < addresses.length && addresses[above] == gva) {
            return above;
        }
        return above == 0 || Long.compareUnsigned(addresses[above - 1], imageStart) < 0
                ? -1
                : firstNotBelow(addresses[above - 1]);
    }

    private int firstNotBelow(long gva) {
        int low = 0;
        int high = addresses.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], gva) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

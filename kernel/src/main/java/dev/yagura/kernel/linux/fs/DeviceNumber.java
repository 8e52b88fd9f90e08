package dev.yagura.kernel.linux.fs;

/**
 * A device: what a filesystem is on, or a device file stands for.
 *
 * @param major which driver, 12 bits
 * @param minor which of its devices, 20 bits
 */
public record DeviceNumber(int major, int minor) {
    private static final int MINOR_BITS = 20;

    /** Decodes a {@code dev_t}, as {@code MAJOR} and {@code MINOR} do; every value is one. */
    public static DeviceNumber of(int dev) {
        return new DeviceNumber(dev >>> MINOR_BITS, dev & ((1 << MINOR_BITS) - 1));
    }

    /** Returns it as {@code /proc/PID/maps} prints it: {@code "fe:01"}. */
    public String hex() {
        return "%02x:%02x".formatted(major, minor);
    }

    /** Returns it as {@code /proc/PID/mountinfo} prints it: {@code "254:1"}. */
    @Override
    public String toString() {
        return major + ":" + minor;
    }
}

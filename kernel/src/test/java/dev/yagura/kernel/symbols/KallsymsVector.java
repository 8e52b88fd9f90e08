package dev.yagura.kernel.symbols;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Tables that the kernel's own tool wrote; {@code kallsyms.md} beside them says how. */
public enum KallsymsVector {
    /** Of 5.10, for a kernel with several CPUs. */
    V5_10("5.10", KallsymsLayout.OFFSETS_FIRST),
    /** Of 5.10, without CONFIG_KALLSYMS_ABSOLUTE_PERCPU. */
    V5_10_PLAIN("5.10-plain", KallsymsLayout.OFFSETS_FIRST),
    /** Of 6.1, which has sequence numbers. */
    V6_1("6.1", KallsymsLayout.OFFSETS_FIRST_WITH_SEQUENCES),
    /** Of 6.12. */
    V6_12("6.12", KallsymsLayout.NAMES_FIRST),
    /** Of 7.2. */
    V7_2("7.2", KallsymsLayout.NAMES_FIRST_PLACE_RELATIVE);

    /** Address of {@code _text} as linked. */
    public static final long TEXT = 0xffff_ffff_8100_0000L;

    /** Address of the tables as linked. */
    public static final long TABLES = 0xffff_ffff_8140_0000L;

    private static final int LONGEST_IN_5_10 = 127;

    private final String version;
    private final KallsymsLayout layout;

    KallsymsVector(String version, KallsymsLayout layout) {
        this.version = version;
        this.layout = layout;
    }

    KallsymsLayout layout() {
        return layout;
    }

    /** Returns the tables as the linker left them. */
    byte[] linked() {
        return resource("kallsyms-" + version + ".bin.gz");
    }

    /** Returns the tables as they are in a kernel that KASLR has moved. */
    public byte[] moved(long shift) {
        byte[] bytes = linked();
        if (layout.placeRelative()) {
            return bytes;
        }
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at <= bytes.length - 8; at += 8) {
            if (words.getLong(at) == TEXT) {
                words.putLong(at, TEXT + shift);
                return bytes;
            }
        }
        throw new AssertionError(version + " has no relative base");
    }

    /** Returns the symbols that went in, moved; what this version leaves out is left out. */
    List<Symbol> symbols(long shift) {
        boolean hasPerCpu = this == V5_10 || this == V6_1 || this == V6_12;
        boolean hasLong = this != V5_10 && this != V5_10_PLAIN;
        List<Symbol> symbols = new ArrayList<>();
        for (String line : linkedMap().lines().toList()) {
            String name = line.substring(19);
            long gva = Long.parseUnsignedLong(line, 0, 16, 16);
            // What lies in the per-CPU area gets the letter of absolute symbols.
            char type = gva < 0 ? line.charAt(17) : 'A';
            if ((hasPerCpu || gva < 0) && (hasLong || name.length() <= LONGEST_IN_5_10)) {
                symbols.add(new Symbol(name, gva < 0 ? gva + shift : gva, type));
            }
        }
        return symbols;
    }

    /** Returns the list that all were made from, in the form of a System.map. */
    public static String linkedMap() {
        return new String(resource("linked.map.gz"), US_ASCII);
    }

    private static byte[] resource(String name) {
        try (InputStream file =
                        Objects.requireNonNull(KallsymsVector.class.getResourceAsStream(name));
                InputStream unpacked = new GZIPInputStream(file)) {
            return unpacked.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}

package dev.yagura.hypervisor.qemu;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as QEMU's command line writes them: {@code 512}, {@code 4G}, {@code 1.5G}, {@code 0x200}.
 */
final class SizeText {
    private static final Pattern DECIMAL =
            Pattern.compile("(\\d{1,19})(\\.\\d{1,9})?([bBkKmMgGtTpPeE]?)");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX]([0-9a-fA-F]{1,15})");
    private static final BigDecimal MAX = BigDecimal.valueOf(1L << 52);

    private SizeText() {}

    /**
     * Parses a size.
     *
     * @param defaultUnit for a number without a suffix, one of {@code B K M G T P E}
     * @return bytes, 0 to 2^52; empty if the text is no such size
     */
    static OptionalLong parse(String text, char defaultUnit) {
        Matcher hexadecimal = HEXADECIMAL.matcher(text);
        if (hexadecimal.matches()) {
            return bytes(BigDecimal.valueOf(Long.parseLong(hexadecimal.group(1), 16)), defaultUnit);
        }
        Matcher decimal = DECIMAL.matcher(text);
        if (!decimal.matches()) {
            return OptionalLong.empty();
        }
        String fraction = decimal.group(2) == null ? "" : decimal.group(2);
        char unit = decimal.group(3).isEmpty() ? defaultUnit : decimal.group(3).charAt(0);
        return bytes(new BigDecimal(decimal.group(1) + fraction), unit);
    }

    private static OptionalLong bytes(BigDecimal number, char unit) {
        int power = "BKMGTPE".indexOf(Character.toUpperCase(unit));
        BigDecimal bytes = number.multiply(BigDecimal.valueOf(1024).pow(power));
        return bytes.compareTo(MAX) > 0 ? OptionalLong.empty() : OptionalLong.of(bytes.longValue());
    }
}

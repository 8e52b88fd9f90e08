package dev.yagura.hypervisor.qmp;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the human monitor's {@code gpa2hva} prints ({@code hmp_gpa2hva} in QEMU). */
public final class HostAddress {
    private static final Pattern FOUND =
            Pattern.compile(
                    "Host virtual address for 0x[0-9a-f]+ \\(.*\\) is 0x([0-9a-f]{1,16})\\s*");
    private static final Pattern NONE =
            Pattern.compile(
                    "(?s)\\s*(No memory is mapped at address|Memory at address 0x[0-9a-f]+ is not"
                            + " RAM).*");

    private HostAddress() {}

    /**
     * Parses the text.
     *
     * @return the address in QEMU's process, or empty where QEMU says that there is no RAM
     * @throws MalformedStructureException if the text is neither
     */
    public static OptionalLong parse(String text) throws MalformedStructureException {
        Matcher found = FOUND.matcher(text);
        if (found.matches()) {
            return OptionalLong.of(Long.parseUnsignedLong(found.group(1), 16));
        }
        if (NONE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        throw new MalformedStructureException(
                Reason.BAD_MAGIC,
                "gpa2hva",
                "answer",
                0,
                "is neither an address nor \"No memory\"");
    }
}

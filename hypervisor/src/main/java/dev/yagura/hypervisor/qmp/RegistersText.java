package dev.yagura.hypervisor.qmp;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.memory.VcpuRegisters;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the human monitor's {@code info registers -a} prints for x86 vCPUs.
 *
 * <p>The form is that of QEMU's {@code target/i386/cpu-dump.c}: 16 hexadecimal digits for a vCPU in
 * 64-bit mode ({@code RIP=}), 8 in the other modes ({@code EIP=}). The same under TCG and KVM.
 */
public final class RegistersText {
    private static final int MAX_VCPUS = 4096;
    private static final String NAME = "info registers";

    private static final Pattern VCPU = Pattern.compile("(?m)^CPU#(\\d{1,5})\\s*$");
    private static final Pattern RIP = register("^[RE]IP=");
    private static final Pattern GS = register("^GS =[0-9a-f]{4} ");
    private static final Pattern IDT = register("^IDT= +");
    private static final Pattern CR0 = register("^CR0=");
    private static final Pattern CR3 = register(" CR3=");
    private static final Pattern CR4 = register(" CR4=");

    private RegistersText() {}

    private static Pattern register(String prefix) {
        return Pattern.compile("(?m)" + prefix + "([0-9a-f]{8,16})\\b");
    }

    /**
     * Parses the text.
     *
     * @param text as the monitor gave it, line ends of either kind
     * @return one element per vCPU, in the order printed; at least one
     * @throws MalformedStructureException if a vCPU lacks one of the registers wanted
     */
    public static List<VcpuRegisters> parse(String text) throws MalformedStructureException {
        List<VcpuRegisters> vcpus = new ArrayList<>();
        Matcher header = VCPU.matcher(text);
        boolean more = header.find();
        if (!more) {
            throw malformed(Reason.BAD_MAGIC, "CPU#", 0, "is missing, expected a line \"CPU#0\"");
        }
        while (more) {
            int vcpu = Integer.parseInt(header.group(1));
            int from = header.end();
            more = header.find();
            int to = more ? header.start() : text.length();
            if (vcpus.size() == MAX_VCPUS) {
                throw malformed(
                        Reason.OUT_OF_RANGE, "CPU#", from, "is one of more than " + MAX_VCPUS);
            }
            vcpus.add(
                    new VcpuRegisters(
                            vcpu,
                            value(text, from, to, "RIP", RIP),
                            value(text, from, to, "CR0", CR0),
                            value(text, from, to, "CR3", CR3),
                            value(text, from, to, "CR4", CR4),
                            value(text, from, to, "IDT", IDT),
                            value(text, from, to, "GS", GS)));
        }
        return vcpus;
    }

    private static long value(String text, int from, int to, String register, Pattern pattern)
            throws MalformedStructureException {
        Matcher found = pattern.matcher(text).region(from, to);
        if (!found.find()) {
            throw malformed(Reason.TRUNCATED, register, from, "is missing in this vCPU's section");
        }
        return Long.parseUnsignedLong(found.group(1), 16);
    }

    private static MalformedStructureException malformed(
            Reason reason, String field, long offset, String detail) {
        return new MalformedStructureException(reason, NAME, field, offset, detail);
    }
}
